package evtools.evgrep.pattern;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A prefix tree of words. Node 0 is the root; children have higher numbers than their parents. */
final class WordTree {
    private int[] characters = new int[64];
    private int[] firstChildren = new int[64];
    private int[] siblings = new int[64];
    private boolean[] wordEnds = new boolean[64];
    private int size;
    private final Map<Long, Integer> edges = new HashMap<>();

    WordTree(List<int[]> words) {
        add(-1);
        for (int[] word : words) {
            int node = 0;
            for (int c : word) {
                node = child(node, c);
            }
            wordEnds[node] = true;
        }
    }

    private int child(int parent, int c) {
        long edge = (long) parent << 32 | c;
        Integer known = edges.get(edge);
        if (known != null) {
            return known;
        }
        int node = add(c);
        siblings[node] = firstChildren[parent];
        firstChildren[parent] = node;
        edges.put(edge, node);
        return node;
    }

    private int add(int c) {
        if (size == characters.length) {
            characters = Arrays.copyOf(characters, size * 2);
            firstChildren = Arrays.copyOf(firstChildren, size * 2);
            siblings = Arrays.copyOf(siblings, size * 2);
            wordEnds = Arrays.copyOf(wordEnds, size * 2);
        }
        characters[size] = c;
        firstChildren[size] = -1;
        siblings[size] = -1;
        return size++;
    }

    int size() {
        return size;
    }

    int character(int node) {
        return characters[node];
    }

    boolean isWordEnd(int node) {
        return wordEnds[node];
    }

    /** The first child, or -1. */
    int firstChild(int node) {
        return firstChildren[node];
    }

    /** The next child of the same parent, or -1. */
    int sibling(int node) {
        return siblings[node];
    }
}
