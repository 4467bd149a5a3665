package evtools.format.segment;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides how columns are written: by what each way would probably take. Reusable, not thread-safe. */
final class ColumnPlanner {
    private static final int[] FORMATS = {
        ColumnKind.DECIMAL, ColumnKind.PADDED, ColumnKind.IPV4, ColumnKind.HEX_LOWER, ColumnKind.HEX_UPPER
    };
    private static final double TEXT_SHRINKS_TO = 0.55;
    private static final double EXCEPTION_BYTES = 12;

    private final NumberWriter numbers;
    private final SplitPlanner splits = new SplitPlanner(this);
    private long[] scratch = new long[1 << 10];

    ColumnPlanner(NumberWriter numbers) {
        this.numbers = numbers;
    }

    /** Plans all columns of a template. */
    ColumnPlan[] plan(ColumnData[] columns) {
        ColumnPlan[] plans = new ColumnPlan[columns.length];
        for (int i = 0; i < columns.length; i++) {
            int original = original(columns, i);
            if (original >= 0) {
                plans[i] = new ColumnPlan(ColumnKind.COPY);
                plans[i].original = original;
            } else {
                plans[i] = plan(columns[i], true);
            }
        }
        return plans;
    }

    /** An earlier column with the same values; negative: none. */
    static int original(ColumnData[] columns, int index) {
        ColumnData column = columns[index];
        Domain domain = column.domain;
        if (domain == null || column.count == 0) {
            return -1;
        }
        for (int i = 0; i < index; i++) {
            Domain other = columns[i].domain;
            if (other != null && same(domain, column.entries, other, columns[i].entries, column.count)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean same(Domain domain, int[] entries, Domain other, int[] otherEntries, int count) {
        if (isConstant(entries, count)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (domain == other ? entries[i] != otherEntries[i] : !domain.equal(entries[i], other, otherEntries[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isConstant(int[] entries, int count) {
        for (int i = 1; i < count; i++) {
            if (entries[i] != entries[0]) {
                return false;
            }
        }
        return true;
    }

    /** Plans the parts of a column that is split. */
    ColumnPlan[] planParts(ColumnData[] parts) {
        ColumnPlan[] plans = new ColumnPlan[parts.length];
        for (int i = 0; i < parts.length; i++) {
            plans[i] = plan(parts[i], false);
        }
        return plans;
    }

    ColumnPlan plan(ColumnData column, boolean maySplit) {
        Domain domain = column.domain;
        if (domain == null) {
            return withData(ColumnKind.RAW, column, 0);
        }
        int count = column.count;
        int[] entries = column.entries;
        if (isConstant(entries, count)) {
            return withData(ColumnKind.CONSTANT, column, 0);
        }
        domain.classify();
        ColumnPlan best = withData(ColumnKind.DICTIONARY, column, dictionaryEstimate(domain, entries, count));
        best.deltas = numbers.preferDeltas();
        ColumnPlan number = planNumber(column);
        if (number != null && number.estimate < best.estimate) {
            best = number;
        }
        double raw = rawEstimate(domain, entries, count);
        if (raw < best.estimate) {
            best = withData(ColumnKind.RAW, column, raw);
        }
        if (maySplit && count >= 16 && domain.size() * 8L > domain.uses() && best.kind != ColumnKind.NUMBER) {
            ColumnPlan split = splits.plan(column);
            if (split != null && split.estimate < best.estimate) {
                best = split;
            }
        }
        return best;
    }

    private static ColumnPlan withData(int kind, ColumnData column, double estimate) {
        ColumnPlan plan = new ColumnPlan(kind);
        plan.data = column;
        plan.estimate = estimate;
        return plan;
    }

    private double dictionaryEstimate(Domain domain, int[] entries, int count) {
        long[] values = longs(count);
        for (int i = 0; i < count; i++) {
            values[i] = entries[i];
        }
        double share = TEXT_SHRINKS_TO * (domain.totalBytes() + domain.size()) * count / Math.max(count, domain.uses());
        return share + numbers.estimate(values, count);
    }

    private static double rawEstimate(Domain domain, int[] entries, int count) {
        long bytes = count;
        for (int i = 0; i < count; i++) {
            bytes += domain.length(entries[i]);
        }
        // Text that repeats costs next to nothing when it is near; dictionaries are searched faster.
        return 8 + TEXT_SHRINKS_TO * 1.2 * bytes;
    }

    private @Nullable ColumnPlan planNumber(ColumnData column) {
        Domain domain = Objects.requireNonNull(column.domain);
        int count = column.count;
        int[] entries = column.entries;
        int[] fits = new int[ColumnKind.FORMATS];
        int width = domain.length(entries[0]);
        for (int i = 0; i < count; i++) {
            int formats = domain.formats(entries[i]);
            boolean sameWidth = domain.length(entries[i]) == width;
            fits[ColumnKind.DECIMAL] += formats & NumberText.IS_DECIMAL;
            fits[ColumnKind.IPV4] += (formats & NumberText.IS_IPV4) != 0 ? 1 : 0;
            if (sameWidth) {
                fits[ColumnKind.PADDED] += (formats & NumberText.IS_PADDED) != 0 ? 1 : 0;
                fits[ColumnKind.HEX_LOWER] += (formats & NumberText.IS_HEX_LOWER) != 0 ? 1 : 0;
                fits[ColumnKind.HEX_UPPER] += (formats & NumberText.IS_HEX_UPPER) != 0 ? 1 : 0;
            }
        }
        for (int format : FORMATS) {
            int exceptions = count - fits[format];
            if (exceptions * 50L <= count) {
                ColumnPlan plan = withData(ColumnKind.NUMBER, column, 0);
                plan.format = format;
                plan.width = format == ColumnKind.DECIMAL || format == ColumnKind.IPV4 ? 0 : width;
                plan.estimate = numbers.estimate(values(plan, longs(count)), count) + exceptions * EXCEPTION_BYTES;
                plan.deltas = numbers.preferDeltas();
                return plan;
            }
        }
        return null;
    }

    /** Whether an entry can be written as the plan's numbers are. */
    static boolean conforms(ColumnPlan plan, Domain domain, int entry) {
        return (domain.formats(entry) & 1 << plan.format) != 0
                && (plan.width == 0 || domain.length(entry) == plan.width);
    }

    /** Fills in the numbers of a number column; where there is none, the one before. */
    static long[] values(ColumnPlan plan, long[] target) {
        ColumnData data = Objects.requireNonNull(plan.data);
        Domain domain = Objects.requireNonNull(data.domain);
        byte[] bytes = domain.bytes();
        long last = 0;
        for (int i = 0; i < data.count; i++) {
            int entry = data.entries[i];
            if (conforms(plan, domain, entry)) {
                last = NumberText.parse(plan.format, bytes, domain.start(entry), domain.length(entry));
            }
            target[i] = last;
        }
        return target;
    }

    private long[] longs(int count) {
        if (scratch.length < count) {
            scratch = new long[count + (count >> 1)];
        }
        return scratch;
    }
}
