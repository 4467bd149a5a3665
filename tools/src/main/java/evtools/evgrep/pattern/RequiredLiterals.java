package evtools.evgrep.pattern;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds sets of strings of which every match of a pattern contains at least one:
 *
 * <pre>
 *   abc            { abc }
 *   (ab|cd)x*efg   { efg }, or { ab, cd }: the set whose shortest string is longer
 *   ab|c.*         { ab, c }
 *   ab|.*          none
 * </pre>
 */
final class RequiredLiterals {
    private static final int MAX_LITERALS = 64;

    private RequiredLiterals() {}

    /** The best set; empty: there is none. */
    static List<ByteSearch> of(Node pattern) {
        List<ByteSearch> best = single(pattern);
        return switch (pattern) {
            case Node.Group g -> of(g.body());
            case Node.Repeat r -> r.least() > 0 ? of(r.body()) : List.of();
            case Node.Sequence s -> {
                for (Node part : s.parts()) {
                    if (part instanceof Node.Chars) {
                        continue;
                    }
                    List<ByteSearch> other = of(part);
                    best = isBetter(other, best) ? other : best;
                }
                yield best;
            }
            case Node.Choice c -> {
                List<ByteSearch> all = new ArrayList<>();
                for (Node branch : c.branches()) {
                    List<ByteSearch> some = of(branch);
                    if (some.isEmpty() || all.size() + some.size() > MAX_LITERALS) {
                        yield List.of();
                    }
                    all.addAll(some);
                }
                yield all;
            }
            case Node.Words w -> words(w);
            default -> best;
        };
    }

    private static List<ByteSearch> single(Node pattern) {
        ByteSearch one = Literals.required(pattern);
        return one == null ? List.of() : List.of(one);
    }

    private static List<ByteSearch> words(Node.Words words) {
        List<ByteSearch> all = new ArrayList<>();
        if (words.words().size() > MAX_LITERALS) {
            return all;
        }
        for (int[] word : words.words()) {
            List<Node> characters = new ArrayList<>();
            for (int c : word) {
                CharSet set = CharSet.of(c);
                characters.add(new Node.Chars(words.ignoreCase() ? set.foldCase() : set));
            }
            ByteSearch one = Literals.required(new Node.Sequence(characters));
            if (one == null) {
                return List.of();
            }
            all.add(one);
        }
        return all;
    }

    private static boolean isBetter(List<ByteSearch> some, List<ByteSearch> others) {
        return !some.isEmpty() && (others.isEmpty() || shortest(some) > shortest(others));
    }

    private static int shortest(List<ByteSearch> some) {
        int shortest = Integer.MAX_VALUE;
        for (ByteSearch one : some) {
            shortest = Math.min(shortest, one.length());
        }
        return shortest;
    }

    /** Whether a pattern asks for nothing, so that it matches everywhere. */
    static boolean isEverything(Node pattern) {
        return switch (pattern) {
            case Node.Empty e -> true;
            case Node.Group g -> isEverything(g.body());
            case Node.Repeat r -> r.least() == 0 || isEverything(r.body());
            case Node.Sequence s -> s.parts().stream().allMatch(RequiredLiterals::isEverything);
            case Node.Choice c -> c.branches().stream().anyMatch(RequiredLiterals::isEverything);
            case Node.Words w -> w.words().stream().anyMatch(word -> word.length == 0);
            default -> false;
        };
    }
}
