output "workload_identity_provider" {
  description = "The action's input workload-identity-provider."
  value       = google_iam_workload_identity_pool_provider.this.name
}

output "member" {
  description = "The principal that the action logs in as."
  value       = local.member
}
