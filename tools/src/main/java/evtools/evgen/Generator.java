package evtools.evgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/** All walkers, by who is due next; ties by their number. Not thread-safe. */
final class Generator {
    private final List<Walker> walkers;
    /** A binary heap of walker numbers. */
    private final int[] heap;

    private final long[] due;

    private Generator(List<Walker> walkers) {
        this.walkers = walkers;
        this.heap = new int[walkers.size()];
        this.due = new long[walkers.size()];
        for (int i = 0; i < heap.length; i++) {
            due[i] = walkers.get(i).duePoint();
        }
        for (int i = 0; i < heap.length; i++) {
            heap[i] = i;
        }
        for (int i = heap.length / 2 - 1; i >= 0; i--) {
            sink(i);
        }
    }

    /**
     * Makes a walker for each host, and for each sample at least one.
     *
     * @param hosts how many hosts write
     * @param linesPerSecond of all together; 0: each sample keeps its own pace
     */
    static Generator of(List<Sample> samples, int hosts, long seed, long startPoint, double linesPerSecond) {
        int count = Math.max(hosts, samples.size());
        List<Walker> walkers = new ArrayList<>(count);
        List<Pace> paces = new ArrayList<>();
        for (Sample sample : samples) {
            paces.add(
                    linesPerSecond > 0
                            ? Pace.ofMean(sample, count * 100_000_000.0 / linesPerSecond)
                            : Pace.ofSample(sample));
        }
        for (int i = 0; i < count; i++) {
            int sample = i % samples.size();
            byte[] name = hosts == 1 ? null : hostName(samples, i % hosts, hosts);
            walkers.add(new Walker(
                    samples.get(sample), name, Mix.of(seed, i), Mix.of(seed), startPoint, paces.get(sample)));
        }
        return new Generator(walkers);
    }

    private static byte[] hostName(List<Sample> samples, int host, int hosts) {
        String base = samples.get(host % samples.size()).host();
        int end = base.length();
        while (end > 1 && base.charAt(end - 1) >= '0' && base.charAt(end - 1) <= '9') {
            end--;
        }
        int width = Integer.toString(hosts).length();
        String number = "0".repeat(width) + (host + 1);
        return (base.substring(0, end) + number.substring(number.length() - width)).getBytes(ISO_8859_1);
    }

    /** The number of the walker whose line is next. */
    int next() {
        return heap[0];
    }

    Walker walker(int number) {
        return walkers.get(number);
    }

    int size() {
        return heap.length;
    }

    /** To be called after the next walker has moved on. */
    void moved() {
        due[heap[0]] = walkers.get(heap[0]).duePoint();
        sink(0);
    }

    private void sink(int from) {
        int at = from;
        int moving = heap[at];
        while (true) {
            int child = 2 * at + 1;
            if (child >= heap.length) {
                break;
            }
            if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], moving)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moving;
    }

    private boolean isBefore(int a, int b) {
        return due[a] < due[b] || (due[a] == due[b] && a < b);
    }
}
