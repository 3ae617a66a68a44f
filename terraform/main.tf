locals {
  name   = "gar-preflight"
  member = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.this.name}/attribute.repository_id/${var.repository_id}"
  apis = [
    "artifactregistry.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "compute.googleapis.com",
    "container.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "sts.googleapis.com",
  ]
}

resource "google_project_service" "this" {
  for_each = toset(local.apis)

  project            = var.project_id
  service            = each.key
  disable_on_destroy = false
}

resource "google_iam_workload_identity_pool" "this" {
  project                   = var.project_id
  workload_identity_pool_id = var.pool_id
  display_name              = "GitHub"

  depends_on = [google_project_service.this]
}

resource "google_iam_workload_identity_pool_provider" "this" {
  project                            = var.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.this.workload_identity_pool_id
  workload_identity_pool_provider_id = local.name
  # Without it every repository at GitHub could log in. The number stays when the repository is renamed.
  attribute_condition = "assertion.repository_id == '${var.repository_id}'"
  attribute_mapping = {
    "google.subject"          = "assertion.sub"
    "attribute.repository_id" = "assertion.repository_id"
  }

  oidc {
    issuer_uri = var.issuer_uri
  }
}

resource "google_organization_iam_custom_role" "this" {
  count = var.organization_id == null ? 0 : 1

  org_id      = var.organization_id
  role_id     = "garPreflight"
  title       = "GAR Preflight"
  permissions = local.organization_permissions
}

resource "google_organization_iam_member" "this" {
  count = var.organization_id == null ? 0 : 1

  org_id = var.organization_id
  role   = google_organization_iam_custom_role.this[0].name
  member = local.member
}

resource "google_project_iam_custom_role" "this" {
  for_each = var.organization_id == null ? var.checked_project_ids : toset([])

  project     = each.key
  role_id     = "garPreflight"
  title       = "GAR Preflight (project)"
  permissions = local.project_permissions
}

resource "google_project_iam_member" "this" {
  for_each = google_project_iam_custom_role.this

  project = each.key
  role    = each.value.name
  member  = local.member
}
