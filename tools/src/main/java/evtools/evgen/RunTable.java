package evtools.evgen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The runs of a sample, each once, and how they are drawn anew: decided for those together that stand in like places,
 * which is after the same few bytes and of the same kind and width.
 */
final class RunTable {
    private static final int CONTEXT_BYTES = 6;
    private static final int MIN_SPREAD_COUNT = 3;
    private static final long MAX_COUNTER_STEP = 64;
    private static final int MAX_NUMBER_DIGITS = 18;

    /** Of what is met more than once, from first to last, against what chance would give. */
    private static final double STEADY_SPAN = 0.6;

    private static final int MIN_STEADY_REPEATS = 5;
    /** Nothing new is to be expected where so much of what is met was met before. */
    private static final double CLOSED_COVERAGE = 0.8;

    private static final double POOLED_COVERAGE = 0.3;
    private static final int MAX_POOL_KEYS = 64;

    private final List<Run> runs = new ArrayList<>();
    private final List<Use> uses = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private final Map<String, List<Integer>> places = new HashMap<>();

    /** Where a run was met. */
    private static final class Use {
        private final int firstLine;
        private int lastLine;
        private int count = 1;

        Use(int line) {
            firstLine = line;
            lastLine = line;
        }
    }

    /** Notes a run in a line; returns its number. */
    int add(byte[] line, int from, int to, RunKind kind, int lineNumber) {
        String text = new String(line, from, to - from, ISO_8859_1);
        Integer known = numbers.get(kind + text);
        if (known != null) {
            Use use = uses.get(known);
            use.lastLine = lineNumber;
            use.count++;
            return known;
        }
        int number = runs.size();
        runs.add(new Run(Arrays.copyOfRange(line, from, to), kind));
        uses.add(new Use(lineNumber));
        numbers.put(kind + text, number);
        places.computeIfAbsent(place(line, from, to, kind), p -> new ArrayList<>())
                .add(number);
        return number;
    }

    /** Addresses are of one population, wherever they stand. */
    private static String place(byte[] line, int from, int to, RunKind kind) {
        if (kind == RunKind.ADDRESS) {
            return kind.name();
        }
        String width = isNumber(kind) ? " " + (to - from) + " " : " ";
        int contextFrom = Math.max(0, from - CONTEXT_BYTES);
        return kind + width + new String(line, contextFrom, from - contextFrom, ISO_8859_1);
    }

    List<Run> runs() {
        return runs;
    }

    /** Decides, when all lines have been noted, how each run is drawn. */
    void decide(int lineCount) {
        for (int i = 0; i < runs.size(); i++) {
            Use use = uses.get(i);
            boolean spread = use.count >= MIN_SPREAD_COUNT && (use.lastLine - use.firstLine) * 2L > lineCount;
            if (spread) {
                runs.get(i).fix();
            }
        }
        for (List<Integer> place : places.values()) {
            decidePopulation(place, lineCount);
            List<Run> drawn = new ArrayList<>();
            for (int number : place) {
                if (!runs.get(number).isFixed()) {
                    drawn.add(runs.get(number));
                }
            }
            if (!drawn.isEmpty()) {
                decide(drawn);
            }
        }
    }

    /**
     * Whether what stands in a place is of a limited population: addresses of a cluster are, ids and the guests of one
     * hour are not. It is where the same comes back at any distance; how large it is follows from what was met once (the
     * estimates of Good and Turing for the part that is known, of Chao for the whole).
     */
    private void decidePopulation(List<Integer> place, int lineCount) {
        long meetings = 0;
        int once = 0;
        int twice = 0;
        int repeated = 0;
        double span = 0;
        double spanByChance = 0;
        for (int number : place) {
            Use use = uses.get(number);
            meetings += use.count;
            once += use.count == 1 ? 1 : 0;
            twice += use.count == 2 ? 1 : 0;
            if (use.count > 1) {
                repeated++;
                span += use.lastLine - use.firstLine;
                spanByChance += (double) lineCount * (use.count - 1) / (use.count + 1);
            }
        }
        double coverage = 1 - (double) once / meetings;
        if (repeated < MIN_STEADY_REPEATS || span < STEADY_SPAN * spanByChance || coverage < POOLED_COVERAGE) {
            return;
        }
        double unseen = (double) once * once / (2.0 * Math.max(1, twice));
        int keys = coverage >= CLOSED_COVERAGE ? 1 : (int) Math.min(MAX_POOL_KEYS, 1 + unseen / place.size());
        for (int number : place) {
            if (keys == 1) {
                runs.get(number).fix();
            } else {
                runs.get(number).drawFromPool(keys);
            }
        }
    }

    private static boolean isNumber(RunKind kind) {
        return kind == RunKind.DECIMAL || kind == RunKind.HEX;
    }

    private static void decide(List<Run> place) {
        Run first = place.get(0);
        if (!isNumber(first.kind())) {
            return;
        }
        int base = first.kind() == RunKind.HEX ? 16 : 10;
        if (areCounters(place, base)) {
            place.forEach(Run::drawAsCounter);
            return;
        }
        int together = commonDigits(place, base);
        for (Run run : place) {
            run.keepTogether(together);
        }
    }

    /** Whether most runs lie close to the one before. */
    private static boolean areCounters(List<Run> place, int base) {
        int width = place.get(0).text().length;
        if (place.size() < 4 || width > MAX_NUMBER_DIGITS || (base == 16 && width > 8)) {
            return false;
        }
        int close = 0;
        for (int i = 1; i < place.size(); i++) {
            long step = place.get(i).number(0, width, base) - place.get(i - 1).number(0, width, base);
            if (Math.abs(step) <= MAX_COUNTER_STEP) {
                close++;
            }
        }
        return close * 5 >= (place.size() - 1) * 3;
    }

    /** How many leading digits neighbours have in common, beyond what so many runs have by chance. */
    private static int commonDigits(List<Run> place, int base) {
        if (place.size() < 2) {
            return 0;
        }
        byte[][] sorted = new byte[place.size()][];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = place.get(i).text();
        }
        Arrays.sort(sorted, Arrays::compare);
        long common = 0;
        for (int i = 1; i < sorted.length; i++) {
            int mismatch = Arrays.mismatch(sorted[i - 1], sorted[i]);
            common += mismatch < 0 ? sorted[i].length : mismatch;
        }
        double mean = (double) common / (sorted.length - 1);
        double byChance = Math.log(sorted.length) / Math.log(base);
        return Math.max(0, (int) Math.floor(mean - byChance + 0.3));
    }
}
