provider "google" {
  project = "my-project"
  region  = "us-central1"
}

resource "google_cloud_run_v2_service" "default" {
  name                = "web"
  location            = "us-central1"
  deletion_protection = false
  ingress             = "INGRESS_TRAFFIC_ALL"

  template {
    containers {
      name  = "web"
      image = "us-docker.pkg.dev/p/r/web:1"
      ports { container_port = 8080 }
    }
    containers {
      name  = "proxy"
      image = "us-docker.pkg.dev/p/r/proxy:1"
    }
  }
}

resource "google_cloud_run_v2_job" "default" {
  name     = "job"
  location = "us-central1"
  project  = "other-project"
  template {
    template {
      containers { image = "us-docker.pkg.dev/p/r/job:1" }
    }
  }
}

resource "google_cloud_run_v2_worker_pool" "default" {
  name    = "pool"
  project = var.project
  template { containers { image = "us-docker.pkg.dev/p/r/pool:1" } }
}

resource "google_cloud_run_service" "first" {
  name     = "first"
  location = "us-central1"
  metadata { namespace = "third-project" }
  template {
    spec {
      containers { image = "us-docker.pkg.dev/p/r/first:1" }
    }
  }
  traffic {
    percent         = 100
    latest_revision = true
  }
}
