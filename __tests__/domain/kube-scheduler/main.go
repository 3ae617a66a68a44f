// Says on which nodes Kubernetes' own scheduling helpers let a Pod land: reads a JSON array of
// {"pod": PodSpec, "nodes": [Node, …]} from standard input, and writes an array of arrays of booleans.
package main

import (
	"encoding/json"
	"fmt"
	"os"

	v1 "k8s.io/api/core/v1"
	scheduling "k8s.io/component-helpers/scheduling/corev1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
	"k8s.io/klog/v2"
)

type question struct {
	Pod   v1.PodSpec `json:"pod"`
	Nodes []v1.Node  `json:"nodes"`
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	answers := make([][]bool, 0, len(questions))
	for _, one := range questions {
		fits := make([]bool, 0, len(one.Nodes))
		for i := range one.Nodes {
			fits = append(fits, lands(&v1.Pod{Spec: one.Pod}, &one.Nodes[i]))
		}
		answers = append(answers, fits)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// As the plugins NodeAffinity, TaintToleration and NodeName of kube-scheduler filter.
func lands(pod *v1.Pod, node *v1.Node) bool {
	if matches, err := nodeaffinity.GetRequiredNodeAffinity(pod).Match(node); err != nil || !matches {
		return false
	}
	_, untolerated := scheduling.FindMatchingUntoleratedTaint(
		klog.Background(), node.Spec.Taints, pod.Spec.Tolerations, keepsOff, false,
	)
	return !untolerated
}

func keepsOff(taint *v1.Taint) bool {
	return taint.Effect == v1.TaintEffectNoSchedule || taint.Effect == v1.TaintEffectNoExecute
}
