package evtools.cli;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Finds what somebody may have meant who typed a name that isn't one. */
final class NearestName {
    private NearestName() {}

    /**
     * The candidate that needs the fewest insertions, deletions, replacements and swaps of neighbours; null when even
     * that one needs more than a third of the typed letters. A longer name that begins with what was typed counts as
     * near.
     */
    static @Nullable String of(String typed, Collection<String> candidates) {
        String nearest = null;
        int least = Math.max(1, letters(typed) / 3) + 1;
        for (String candidate : candidates) {
            if (letters(typed) < 2 || letters(candidate) < 2) {
                continue;
            }
            int distance = candidate.startsWith(typed) ? 1 : distance(typed, candidate);
            if (distance < least) {
                least = distance;
                nearest = candidate;
            }
        }
        return nearest;
    }

    private static int letters(String name) {
        int dashes = 0;
        while (dashes < name.length() && name.charAt(dashes) == '-') {
            dashes++;
        }
        return name.length() - dashes;
    }

    private static int distance(String a, String b) {
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            rows[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            rows[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replaced = rows[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(replaced, Math.min(rows[i - 1][j], rows[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                rows[i][j] = swapped ? Math.min(best, rows[i - 2][j - 2] + 1) : best;
            }
        }
        return rows[a.length()][b.length()];
    }
}
