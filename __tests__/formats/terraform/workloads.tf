# Every kind that runs Pods, in the two generations of the provider's names.
resource "kubernetes_pod" "old" {
  metadata {
    name = "old"
  }
  spec {
    container {
      name  = "c"
      image = "us-docker.pkg.dev/p/r/pod:1"
    }
    volume {
      name = "model"
      image {
        reference = "us-docker.pkg.dev/p/r/model:1"
      }
    }
  }
}

resource "kubernetes_pod_v1" "generated" {
  metadata { generate_name = "run-" }
  spec { container { image = "us-docker.pkg.dev/p/r/pod:2" } }
}

resource "kubernetes_deployment" "web" {
  metadata {
    name      = "web"
    namespace = "shop"
  }
  spec {
    replicas = 3
    selector { match_labels = { app = "web" } }
    template {
      metadata { labels = { app = "web" } }
      spec {
        init_container {
          name  = "migrate"
          image = "us-docker.pkg.dev/p/r/migrate:1" // beside it
        }
        container {
          name  = "web"
          image = "us-docker.pkg.dev/p/r/web@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
          resources {
            limits = { cpu = "0.5", memory = "512Mi" }
          }
        }
        container {
          name  = "sidecar"
          image = "us-docker.pkg.dev/p/r/sidecar"
        }
      }
    }
  }
}

resource "kubernetes_daemonset" "old" {
  metadata { name = "agent" }
  spec { template { spec { container { image = "us-docker.pkg.dev/p/r/agent:1" } } } }
}
resource "kubernetes_daemon_set_v1" "new" {
  metadata { name = "agent" }
  spec { template { spec { container { image = "us-docker.pkg.dev/p/r/agent:2" } } } }
}
resource "kubernetes_stateful_set_v1" "db" {
  metadata { name = "db" }
  spec { template { spec { container { image = "us-docker.pkg.dev/p/r/db:1" } } } }
}
resource "kubernetes_replication_controller_v1" "rc" {
  metadata { name = "rc" }
  spec { template { spec { container { image = "us-docker.pkg.dev/p/r/rc:1" } } } }
}
resource "kubernetes_job_v1" "job" {
  metadata { name = "job" }
  spec { template { spec { container { image = "us-docker.pkg.dev/p/r/job:1" } } } }
}
resource "kubernetes_cron_job_v1" "cron" {
  metadata { name = "cron" }
  spec {
    schedule = "0 3 * * *"
    job_template {
      spec { template { spec { container { image = "us-docker.pkg.dev/p/r/cron:1" } } } }
    }
  }
}

# What runs nothing.
resource "kubernetes_config_map_v1" "none" {
  metadata { name = "none" }
  data = { image = "us-docker.pkg.dev/p/r/data:1" }
}
data "kubernetes_pod_v1" "seen" {
  metadata { name = "seen" }
  spec { container { image = "us-docker.pkg.dev/p/r/seen:1" } }
}
