# 🐋
resource "kubernetes_pod_v1" "a" {
  metadata { name = "a" }
  spec {
    container {
      /* 🐋 */ image = "us-docker.pkg.dev/p/r/a:1"
    }
  }
}
