package evtools.format.segment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether the values of a column share their punctuation, so that what stands between can have columns of its
 * own: {@code /10.251.90.64:50010} is an address and a port. Not thread-safe.
 */
final class SplitPlanner {
    private static final int LITERAL = 0;
    private static final int WORD = 1;

    private final ColumnPlanner planner;
    private final int[] partStart = new int[BlockLayout.MAX_SPLIT_PARTS + 1];
    private final int[] partEnd = new int[BlockLayout.MAX_SPLIT_PARTS + 1];

    SplitPlanner(ColumnPlanner planner) {
        this.planner = planner;
    }

    @Nullable
    ColumnPlan plan(ColumnData column) {
        ColumnPlan fine = plan(column, true);
        ColumnPlan coarse = fine == null || column.count < 64 ? plan(column, false) : null;
        return fine == null || (coarse != null && coarse.estimate < fine.estimate) ? coarse : fine;
    }

    private @Nullable ColumnPlan plan(ColumnData column, boolean fine) {
        Domain domain = Objects.requireNonNull(column.domain);
        int first = column.entries[0];
        int parts = parse(domain, first, fine);
        if (parts == 0) {
            return null;
        }
        byte[][] literals = new byte[parts + 1][];
        int end = domain.start(first);
        for (int i = 0; i < parts; i++) {
            literals[i] = Arrays.copyOfRange(domain.bytes(), end, partStart[i]);
            end = partEnd[i];
        }
        literals[parts] = Arrays.copyOfRange(domain.bytes(), end, domain.start(first + 1));
        if (parts == 1 && literals[0].length == 0 && literals[1].length == 0) {
            return null;
        }
        return parts(column, literals, fine);
    }

    private @Nullable ColumnPlan parts(ColumnData column, byte[][] literals, boolean fine) {
        Domain domain = Objects.requireNonNull(column.domain);
        int parts = literals.length - 1;
        Domain[] domains = new Domain[parts];
        for (int i = 0; i < parts; i++) {
            domains[i] = new Domain();
        }
        int[][] map = new int[parts][domain.size()];
        boolean[] conforms = new boolean[domain.size()];
        int exceptions = intern(column, literals, fine, domains, map, conforms);
        if (exceptions * 50L > column.count) {
            return null;
        }
        int[][] entries = new int[parts][];
        for (int i = 0; i < parts; i++) {
            entries[i] = fill(column, conforms, map[i]);
        }
        ColumnPlan plan = new ColumnPlan(ColumnKind.SPLIT);
        plan.data = column;
        plan.literals = literals;
        plan.conforms = conforms;
        plan.estimate = 8 + exceptions * 20.0;
        List<ColumnData> columns = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            domains[i].used(column.count - domains[i].uses());
            columns.add(ColumnData.of(domains[i], entries[i], column.count));
        }
        plan.parts = planner.planParts(columns.toArray(new ColumnData[0]));
        for (ColumnPlan part : plan.parts) {
            plan.estimate += 3 + part.estimate;
        }
        return plan;
    }

    /** Finds the parts of all entries; returns how many values have others, or that they are too many. */
    private int intern(
            ColumnData column, byte[][] literals, boolean fine, Domain[] domains, int[][] map, boolean[] conforms) {
        boolean[] seen = new boolean[conforms.length];
        int exceptions = 0;
        for (int row = 0; row < column.count; row++) {
            int entry = column.entries[row];
            if (!seen[entry]) {
                seen[entry] = true;
                conforms[entry] = internEntry(column, entry, literals, fine, domains, map);
            }
            if (!conforms[entry] && ++exceptions * 50L > column.count) {
                break;
            }
        }
        return exceptions;
    }

    private boolean internEntry(
            ColumnData column, int entry, byte[][] literals, boolean fine, Domain[] domains, int[][] map) {
        Domain domain = Objects.requireNonNull(column.domain);
        if (parse(domain, entry, fine) != domains.length || !sameLiterals(domain, entry, literals)) {
            return false;
        }
        for (int i = 0; i < domains.length; i++) {
            map[i][entry] = domains[i].intern(domain.bytes(), partStart[i], partEnd[i] - partStart[i]);
        }
        return true;
    }

    /** The values of a part; where there is none, the one before. */
    private static int[] fill(ColumnData column, boolean[] conforms, int[] map) {
        int[] values = new int[column.count];
        int last = 0;
        for (int row = 0; row < values.length; row++) {
            int entry = column.entries[row];
            last = conforms[entry] ? map[entry] : last;
            values[row] = last;
        }
        return values;
    }

    private boolean sameLiterals(Domain domain, int entry, byte[][] literals) {
        byte[] bytes = domain.bytes();
        int end = domain.start(entry);
        for (int i = 0; i < literals.length; i++) {
            int until = i < literals.length - 1 ? partStart[i] : domain.start(entry + 1);
            if (!Arrays.equals(bytes, end, until, literals[i], 0, literals[i].length)) {
                return false;
            }
            end = partEnd[Math.min(i, literals.length - 2)];
        }
        return true;
    }

    /** Finds the parts of an entry; returns how many there are, 0 if too many. */
    private int parse(Domain domain, int entry, boolean fine) {
        byte[] bytes = domain.bytes();
        int at = domain.start(entry);
        int start = at;
        int end = domain.start(entry + 1);
        int parts = 0;
        while (at < end) {
            int from = at;
            int kind = kind(bytes[at], fine);
            if (kind == LITERAL
                    && bytes[at] == '-'
                    && at + 1 < end
                    && isDigit(bytes[at + 1])
                    && (at == start || kind(bytes[at - 1], false) == LITERAL || bytes[at - 1] == '_')) {
                at++;
                kind = kind(bytes[at], fine);
            }
            if (kind == LITERAL) {
                at++;
                continue;
            }
            int address = isDigit(bytes[at]) ? NumberText.ipv4Length(bytes, at, end) : 0;
            if (address > 0) {
                at += address;
            } else {
                do {
                    at++;
                } while (at < end && kind(bytes[at], fine) == kind);
            }
            if (parts == BlockLayout.MAX_SPLIT_PARTS) {
                return 0;
            }
            partStart[parts] = from;
            partEnd[parts++] = at;
        }
        return parts;
    }

    private static boolean isDigit(byte value) {
        return value >= '0' && value <= '9';
    }

    /** Fine: digits and letters are different words. */
    private static int kind(byte value, boolean fine) {
        if (isDigit(value)) {
            return WORD;
        }
        boolean letter = (value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z') || value < 0;
        return letter ? (fine ? WORD + 1 : WORD) : LITERAL;
    }
}
