// SPDX-License-Identifier: Apache-2.0

// Checks what Prescreen publishes with Go's own transparency log packages.
//
// Usage: tlogcheck DIR
//
// DIR holds vkey, checkpoint.<size> for an older and a newer size (sizes), the
// entries' hashes as tiles under tile/, and proof (see readProof). Exit code
// 0: everything was accepted; 1: something was refused.
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8 // 256 hashes, C2SP tlog-tiles

// c2spPath is where C2SP tlog-tiles puts a tile that Go's tlog, which writes
// the height too, would put elsewhere.
func c2spPath(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tile.H))
	return filepath.Join("tile", filepath.FromSlash(path))
}

func bundlePath(tile tlog.Tile) string {
	return strings.Replace(c2spPath(tile), "tile/0/", "tile/entries/", 1)
}

// tileFolder is a tlog.TileReader over published files.
type tileFolder struct{ root string }

func (folder tileFolder) Height() int { return tileHeight }

// readTile returns a tile or bundle; where the partial file is gone, the full
// one, as C2SP tlog-tiles has readers do.
func readTile(root string, tile tlog.Tile, path func(tlog.Tile) string) ([]byte, error) {
	content, err := os.ReadFile(filepath.Join(root, path(tile)))
	if os.IsNotExist(err) && tile.W < 1<<tileHeight {
		tile.W = 1 << tileHeight
		content, err = os.ReadFile(filepath.Join(root, path(tile)))
	}
	return content, err
}

func (folder tileFolder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		content, err := readTile(folder.root, tile, c2spPath)
		if err != nil {
			return nil, err
		}
		if size := tile.W * tlog.HashSize; len(content) > size && len(content) == tlog.HashSize<<tileHeight {
			content = content[:size]
		}
		data[i] = content
	}
	return data, nil
}

func (folder tileFolder) SaveTiles([]tlog.Tile, [][]byte) {}

func readLines(path string) ([]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return strings.Split(strings.TrimSuffix(string(content), "\n"), "\n"), nil
}

// openCheckpoint returns the tree that a signed checkpoint names.
func openCheckpoint(dir, size string, verifier note.Verifier) (tlog.Tree, error) {
	var tree tlog.Tree
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint."+size))
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifier.Name() || lines[1] != size {
		return tree, fmt.Errorf("checkpoint %s: unexpected text", size)
	}
	tree.N, err = strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tree, err
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

type proof struct {
	index int64
	entry []byte
	path  tlog.RecordProof
}

// readProof reads the leaf index, the entry in base64, and the hashes in
// base64, each on a line of its own.
func readProof(path string) (proof, error) {
	var result proof
	lines, err := readLines(path)
	if err != nil {
		return result, err
	}
	if len(lines) < 2 {
		return result, fmt.Errorf("proof: too short")
	}
	if result.index, err = strconv.ParseInt(lines[0], 10, 64); err != nil {
		return result, err
	}
	if result.entry, err = base64.StdEncoding.DecodeString(lines[1]); err != nil {
		return result, err
	}
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return result, err
		}
		result.path = append(result.path, hash)
	}
	return result, nil
}

// splitBundle returns the entries of a bundle, each behind its 16-bit length.
func splitBundle(bundle []byte) ([][]byte, error) {
	var entries [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 {
			return nil, fmt.Errorf("entry bundle: cut off")
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		if len(bundle) < end {
			return nil, fmt.Errorf("entry bundle: cut off")
		}
		entries = append(entries, bundle[2:end])
		bundle = bundle[end:]
	}
	return entries, nil
}

// checkEntries compares every entry of every bundle with the tree's leaves.
func checkEntries(dir string, tree tlog.Tree, reader tlog.HashReader) error {
	const full = 1 << tileHeight
	for first := int64(0); first < tree.N; first += full {
		width := tree.N - first
		if width > full {
			width = full
		}
		tile := tlog.Tile{H: tileHeight, L: 0, N: first / full, W: int(width)}
		path := bundlePath(tile)
		bundle, err := readTile(dir, tile, bundlePath)
		if err != nil {
			return err
		}
		entries, err := splitBundle(bundle)
		if err != nil {
			return err
		}
		if len(entries) == full {
			entries = entries[:width]
		}
		if int64(len(entries)) != width {
			return fmt.Errorf("%s: %d entries, not %d", path, len(entries), width)
		}
		var indexes []int64
		for i := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(i)))
		}
		hashes, err := reader.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for i, entry := range entries {
			if hashes[i] != tlog.RecordHash(entry) {
				return fmt.Errorf("%s: entry %d is not the leaf", path, i)
			}
		}
	}
	return nil
}

// checkTiles proves, from published tiles alone, that the newer tree holds the
// proof's entry and extends the older tree.
func checkTiles(dir string, older, newer tlog.Tree, given proof) error {
	reader := tlog.TileHashReader(newer, tileFolder{dir})
	path, err := tlog.ProveRecord(newer.N, given.index, reader)
	if err != nil {
		return err
	}
	if fmt.Sprint(path) != fmt.Sprint(given.path) {
		return fmt.Errorf("tiles lead to another inclusion proof")
	}
	consistency, err := tlog.ProveTree(newer.N, older.N, reader)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(consistency, newer.N, newer.Hash, older.N, older.Hash); err != nil {
		return err
	}
	published, err := os.ReadFile(filepath.Join(dir, "consistency"))
	if err != nil {
		return err
	}
	var ours bytes.Buffer
	for _, hash := range consistency {
		fmt.Fprintln(&ours, hash)
	}
	if !bytes.Equal(ours.Bytes(), published) {
		return fmt.Errorf("tiles lead to another consistency proof")
	}
	olderReader := tlog.TileHashReader(older, tileFolder{dir})
	if err := checkEntries(dir, older, olderReader); err != nil {
		return err
	}
	return checkEntries(dir, newer, reader)
}

func check(dir string) error {
	vkey, err := os.ReadFile(filepath.Join(dir, "vkey"))
	if err != nil {
		return err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(vkey)))
	if err != nil {
		return err
	}
	sizes, err := readLines(filepath.Join(dir, "sizes"))
	if err != nil {
		return err
	}
	if len(sizes) != 2 {
		return fmt.Errorf("sizes: not two")
	}
	older, err := openCheckpoint(dir, sizes[0], verifier)
	if err != nil {
		return err
	}
	newer, err := openCheckpoint(dir, sizes[1], verifier)
	if err != nil {
		return err
	}
	given, err := readProof(filepath.Join(dir, "proof"))
	if err != nil {
		return err
	}
	leaf := tlog.RecordHash(given.entry)
	if err := tlog.CheckRecord(given.path, newer.N, newer.Hash, given.index, leaf); err != nil {
		return err
	}
	return checkTiles(dir, older, newer, given)
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: tlogcheck DIR")
		os.Exit(64)
	}
	if err := check(os.Args[1]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
	fmt.Println("accepted")
}
