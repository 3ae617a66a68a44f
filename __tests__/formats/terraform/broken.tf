resource "kubernetes_pod_v1" "a" {
  spec {
    container { image = "us-docker.pkg.dev/p/r/a:1" }
  }

resource "kubernetes_pod_v1" "b" {
  spec { container { image = = "us-docker.pkg.dev/p/r/b:1" } }
}
