// Reads what kubectl reads, with the code that kubectl reads it with: a list of texts in, and for each the objects or the refusal out.
package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/yaml"
)

type answer struct {
	Objects []json.RawMessage `json:"objects"`
	// Documents that are read and hold no object: a list, a text, a mapping without a kind.
	Others int `json:"others"`
	// Why the reader took no more of it.
	Refusal string `json:"refusal"`
}

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	answers := make([]answer, 0, len(texts))
	for _, text := range texts {
		answers = append(answers, read(text))
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}

// As StreamVisitor of k8s.io/cli-runtime goes through a file.
func read(text string) (said answer) {
	said.Objects = []json.RawMessage{}
	decoder := yaml.NewYAMLOrJSONDecoder(strings.NewReader(text), 4096)
	for {
		extension := runtime.RawExtension{}
		if err := decoder.Decode(&extension); err != nil {
			if !errors.Is(err, io.EOF) {
				said.Refusal = err.Error()
			}
			return said
		}
		raw := []byte(strings.TrimSpace(string(extension.Raw)))
		if len(raw) == 0 || string(raw) == "null" {
			continue
		}
		if _, _, err := unstructured.UnstructuredJSONScheme.Decode(raw, nil, nil); err != nil {
			said.Others++
			continue
		}
		said.Objects = append(said.Objects, raw)
	}
}
