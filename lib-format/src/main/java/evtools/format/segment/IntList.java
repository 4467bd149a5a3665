package evtools.format.segment;

import java.util.Arrays;

/** A growing array of ints that is its own public array, for hot loops. Not thread-safe. */
final class IntList {
    private int[] array;
    private int size;

    IntList(int capacity) {
        array = new int[capacity];
    }

    void add(int value) {
        if (size == array.length) {
            array = Arrays.copyOf(array, Math.max(8, size * 2));
        }
        array[size++] = value;
    }

    int get(int index) {
        return array[index];
    }

    int size() {
        return size;
    }

    int[] array() {
        return array;
    }

    void clear() {
        size = 0;
    }
}
