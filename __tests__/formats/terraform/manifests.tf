resource "kubernetes_manifest" "deployment" {
  manifest = {
    "apiVersion" = "apps/v1"
    "kind"       = "Deployment"
    "metadata"   = { "name" = "web", "namespace" = var.namespace }
    "spec" = {
      "template" = {
        "spec" = {
          "containers" = [
            {
              "name"  = "web"
              "image" = "us-docker.pkg.dev/p/r/web:1"
            },
            { name = "sidecar", image = "us-docker.pkg.dev/p/r/sidecar:${var.tag}" },
            { name = "whole", image = var.image },
          ]
        }
      }
    }
  }
}
resource "kubernetes_manifest" "rollout" {
  manifest = {
    apiVersion = "argoproj.io/v1alpha1"
    kind       = "Rollout"
    metadata   = { name = "web" }
    spec = { template = { spec = { containers = [{ name = "web", image = "us-docker.pkg.dev/p/r/rollout:1" }] } } }
  }
}
resource "kubernetes_manifest" "elsewhere" {
  manifest = yamldecode(file("${path.module}/deployment.yaml"))
}
