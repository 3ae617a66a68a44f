// Reads a JSON list of image names, and says of each how the distribution's own code takes it apart; null where it refuses.
package main

import (
	"encoding/json"
	"os"

	_ "crypto/sha256"
	_ "crypto/sha512"
	"github.com/distribution/reference"
)

type parts struct {
	Tag    string `json:"tag"`
	Digest string `json:"digest"`
}

func main() {
	var names []string
	if err := json.NewDecoder(os.Stdin).Decode(&names); err != nil {
		panic(err)
	}
	answers := make([]*parts, len(names))
	for i, name := range names {
		named, err := reference.ParseNormalizedNamed(name)
		if err != nil {
			continue
		}
		answers[i] = &parts{}
		if tagged, ok := named.(reference.Tagged); ok {
			answers[i].Tag = tagged.Tag()
		}
		if digested, ok := named.(reference.Digested); ok {
			answers[i].Digest = digested.Digest().String()
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
