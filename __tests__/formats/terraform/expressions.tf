variable "tag" { default = "1.0.0" }
locals { image = "us-docker.pkg.dev/p/r/local:1" }

resource "kubernetes_deployment_v1" "expressions" {
  metadata {
    name      = "${var.name}-web"
    namespace = var.namespace
  }
  spec {
    template {
      spec {
        service_account_name = kubernetes_service_account_v1.web.metadata[0].name
        container {
          name  = "whole"
          image = local.image
        }
        container {
          name  = "tag"
          image = "us-docker.pkg.dev/p/r/tag:${var.tag}"
        }
        container {
          name  = "project"
          image = "us-docker.pkg.dev/${var.project}/r/project:1"
        }
        container {
          name  = "function"
          image = format("%s/%s:%s", var.registry, "web", var.tag)
        }
        container {
          name  = "choice"
          image = var.canary ? "us-docker.pkg.dev/p/r/a:2" : "us-docker.pkg.dev/p/r/a:1"
        }
        container {
          name  = "steered"
          image = "us-docker.pkg.dev/p/r/b:%{if var.canary}2%{else}1%{endif}"
        }
        container {
          name  = "parentheses"
          image = ("us-docker.pkg.dev/p/r/paren:1")
        }
        container {
          name  = "heredoc"
          image = <<-EOT
            us-docker.pkg.dev/p/r/heredoc:1
          EOT
        }
        container {
          name  = "escaped"
          image = "us-docker.pkg.dev/p/r/\u0065scaped:1"
        }
        container {
          name  = var.name
          image = null
        }
        container {
          name  = "empty"
          image = ""
        }
        dynamic "container" {
          for_each = var.sidecars
          content {
            name  = container.key
            image = "us-docker.pkg.dev/p/r/sidecar:1"
          }
        }
      }
    }
  }
}
