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
        if (pattern instanceof Node.Group group) {
            return of(group.body());
        }
        if (pattern instanceof Node.Repeat repeat) {
            return repeat.least() > 0 ? of(repeat.body()) : List.of();
        }
        if (pattern instanceof Node.Choice choice) {
            return ofAll(choice.branches());
        }
        if (pattern instanceof Node.Words words) {
            return words(words);
        }
        List<ByteSearch> best = single(pattern);
        if (pattern instanceof Node.Sequence sequence) {
            for (Node part : sequence.parts()) {
                if (part instanceof Node.Chars) {
                    continue;
                }
                List<ByteSearch> other = of(part);
                best = isBetter(other, best) ? other : best;
            }
        }
        return best;
    }

    private static List<ByteSearch> ofAll(List<Node> branches) {
        List<ByteSearch> all = new ArrayList<>();
        for (Node branch : branches) {
            List<ByteSearch> some = of(branch);
            if (some.isEmpty() || all.size() + some.size() > MAX_LITERALS) {
                return List.of();
            }
            all.addAll(some);
        }
        return all;
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
        if (pattern instanceof Node.Group group) {
            return isEverything(group.body());
        }
        if (pattern instanceof Node.Repeat repeat) {
            return repeat.least() == 0 || isEverything(repeat.body());
        }
        if (pattern instanceof Node.Sequence sequence) {
            for (Node part : sequence.parts()) {
                if (!isEverything(part)) {
                    return false;
                }
            }
            return true;
        }
        if (pattern instanceof Node.Choice choice) {
            for (Node branch : choice.branches()) {
                if (isEverything(branch)) {
                    return true;
                }
            }
            return false;
        }
        if (pattern instanceof Node.Words words) {
            for (int[] word : words.words()) {
                if (word.length == 0) {
                    return true;
                }
            }
            return false;
        }
        return pattern instanceof Node.Empty;
    }
}
