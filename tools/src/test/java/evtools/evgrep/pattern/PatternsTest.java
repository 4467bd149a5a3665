package evtools.evgrep.pattern;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PatternsTest {
    private final List<String> warnings = new ArrayList<>();

    private LineMatcher compile(PatternSyntax syntax, String... patterns) throws PatternException {
        return new Patterns(syntax, false, false, false).compile(List.of(patterns), warnings);
    }

    private static boolean matches(LineMatcher matcher, String line) throws MatchLimitException {
        byte[] text = line.getBytes(UTF_8);
        return matcher.matches(text, 0, text.length);
    }

    private static String found(LineMatcher matcher, String line) throws MatchLimitException {
        byte[] text = line.getBytes(UTF_8);
        return matcher.find(text, 0, 0, text.length)
                ? new String(text, matcher.matchStart(), matcher.matchEnd() - matcher.matchStart(), UTF_8)
                : "-";
    }

    private void refuses(PatternSyntax syntax, String pattern, String why) {
        PatternException e = assertThrows(PatternException.class, () -> compile(syntax, pattern));
        assertTrue(String.valueOf(e.getMessage()).startsWith(why), e.getMessage());
    }

    @Test
    void theLeftmostLongestMatchIsFound() throws Exception {
        assertEquals("abcd", found(compile(PatternSyntax.EXTENDED, "ab|abcd|abc"), "xabcd"));
        assertEquals("foobar", found(compile(PatternSyntax.FIXED, "foo", "bar", "foobar"), "a foobar"));
        assertEquals("", found(compile(PatternSyntax.BASIC, "x*"), "abc"));
    }

    @Test
    void backReferencesWork() throws Exception {
        LineMatcher twice = compile(PatternSyntax.BASIC, "\\([a-z]*\\) \\1$");
        assertTrue(matches(twice, "say again again"));
        assertFalse(matches(twice, "say again now"));
        LineMatcher any = compile(PatternSyntax.EXTENDED, "(.)\\1", "now");
        assertEquals("now", found(any, "say it now, all"));
        assertEquals("tt", found(any, "letter now"));
    }

    @Test
    void perlSyntaxIsThatOfTheJdk() throws Exception {
        assertEquals("404", found(compile(PatternSyntax.PERL, "(?<=status=)\\d+"), "x status=404"));
        assertEquals("é", found(compile(PatternSyntax.PERL, "[^ -~]"), "caf\u00e9s"));
        assertThrows(PatternException.class, () -> compile(PatternSyntax.PERL, "a", "b"));
        assertThrows(PatternException.class, () -> compile(PatternSyntax.PERL, "(a"));
    }

    @Test
    void backtrackingIsBounded() throws Exception {
        LineMatcher perl = compile(PatternSyntax.PERL, "(a|aa)+\\1x$");
        byte[] text = ("a".repeat(60) + "b").getBytes(UTF_8);
        assertThrows(MatchLimitException.class, () -> perl.matches(text, 0, text.length));
        assertTrue(matches(perl, "aaaax"));
        LineMatcher linear = compile(PatternSyntax.EXTENDED, "(a|aa)+$");
        assertFalse(linear.matches(text, 0, text.length));
        byte[] deep = "ab".repeat(100_000).getBytes(UTF_8);
        LineMatcher recursive = compile(PatternSyntax.PERL, "(a|b)*c");
        assertThrows(MatchLimitException.class, () -> recursive.matches(deep, 0, deep.length));
    }

    @Test
    void bytesThatAreNoCharactersMatchNoSet() throws Exception {
        byte[] text = {'a', (byte) 0xFF, 'b'};
        assertFalse(compile(PatternSyntax.BASIC, "a.b").matches(text, 0, 3));
        assertFalse(compile(PatternSyntax.BASIC, "a[^x]b").matches(text, 0, 3));
        assertTrue(compile(PatternSyntax.BASIC, "b$").matches(text, 0, 3));
        assertTrue(compile(PatternSyntax.FIXED, "b").matches(text, 0, 3));
        assertFalse(compile(PatternSyntax.BASIC, "\\(a\\).\\(b\\)\\2*").matches(text, 0, 3));
    }

    @Test
    void caseIsIgnored() throws Exception {
        Patterns ignoring = new Patterns(PatternSyntax.BASIC, true, false, false);
        assertTrue(
                matches(ignoring.compile(List.of("stra\u00dfe \u00e9t\u00e9"), warnings), "STRA\u00dfE \u00c9T\u00c9"));
        assertTrue(matches(ignoring.compile(List.of("k"), warnings), "K"));
        assertFalse(matches(ignoring.compile(List.of("k"), warnings), "\u212a"), "Kelvin is not k");
        assertFalse(matches(ignoring.compile(List.of("[^a]"), warnings), "aA"));
        assertTrue(matches(ignoring.compile(List.of("\\(A\\)\\1"), warnings), "aa"));
    }

    @Test
    void errorsAreGreps() {
        refuses(PatternSyntax.EXTENDED, "(a", "Unmatched ( or \\(");
        refuses(PatternSyntax.BASIC, "a\\)", "Unmatched ) or \\)");
        refuses(PatternSyntax.BASIC, "[a", "Unmatched [");
        refuses(PatternSyntax.BASIC, "[b-a]", "Invalid range end");
        refuses(PatternSyntax.BASIC, "[[:foo:]]", "Invalid character class name");
        refuses(PatternSyntax.BASIC, "[:space:]", "character class syntax is [[:space:]], not [:space:]");
        refuses(PatternSyntax.BASIC, "a\\", "Trailing backslash");
        refuses(PatternSyntax.BASIC, "a\\{", "Unmatched \\{");
        refuses(PatternSyntax.EXTENDED, "a{2,1}", "Invalid content of \\{\\}");
        refuses(PatternSyntax.EXTENDED, "a{40000}", "Regular expression too big");
        refuses(PatternSyntax.EXTENDED, "((a{1000}){1000}){10}", "Regular expression too big");
        refuses(PatternSyntax.EXTENDED, "(".repeat(300) + ")".repeat(300), "Regular expression too big");
        refuses(PatternSyntax.EXTENDED, "(a)\\2", "Invalid back reference");
    }

    @Test
    void oddPatternsMeanWhatTheyMeanInGrep() throws Exception {
        assertTrue(matches(compile(PatternSyntax.EXTENDED, "a)"), "a)"));
        assertTrue(matches(compile(PatternSyntax.EXTENDED, "ab{x"), "ab{x"));
        assertTrue(matches(compile(PatternSyntax.BASIC, "*a"), "*a"));
        assertTrue(matches(compile(PatternSyntax.BASIC, "^*a"), "*a"));
        assertTrue(matches(compile(PatternSyntax.EXTENDED, "()a||b"), ""));
        assertEquals(List.of(), warnings);
        assertTrue(matches(compile(PatternSyntax.EXTENDED, "*a"), "a"));
        assertFalse(matches(compile(PatternSyntax.EXTENDED, "\\d"), "1"));
        assertEquals(List.of("* at start of expression", "stray \\ before d"), warnings);
    }

    @Test
    void manyWordsAreOneAutomaton() throws Exception {
        Random random = new Random(11);
        List<String> words = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            words.add(Long.toString(random.nextLong() >>> 20, 36));
        }
        LineMatcher matcher = new Patterns(PatternSyntax.FIXED, false, false, false).compile(words, warnings);
        for (int i = 0; i < words.size(); i += 97) {
            assertEquals(words.get(i), found(matcher, "!!" + words.get(i) + "!!"));
            assertFalse(matches(matcher, "!" + words.get(i).substring(1)), words.get(i));
        }
    }

    /** The automaton's tables are bounded; emptying them in the middle of a line changes nothing. */
    @Test
    void fullTablesAreEmptied() throws Exception {
        LineMatcher matcher = compile(PatternSyntax.EXTENDED, "(a|b)*a(a|b){17}c");
        Random random = new Random(12);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 400_000; i++) {
            text.append(random.nextBoolean() ? 'a' : 'b');
        }
        assertFalse(matches(matcher, text.toString()));
        assertTrue(matches(matcher, text + "a" + "b".repeat(17) + "c"));
    }

    @Test
    void stringsAreFoundAtEveryPlace() {
        Random random = new Random(13);
        for (int i = 0; i < 20_000; i++) {
            byte[] text = randomBytes(random, random.nextInt(40));
            byte[] needle = randomBytes(random, 1 + random.nextInt(4));
            int from = text.length == 0 ? 0 : random.nextInt(text.length);
            String haystack = new String(text, java.nio.charset.StandardCharsets.ISO_8859_1);
            String sought = new String(needle, java.nio.charset.StandardCharsets.ISO_8859_1);
            assertEquals(
                    haystack.indexOf(sought, from),
                    ByteSearch.of(needle).find(text, from, text.length),
                    "seed 13, try " + i);
        }
    }

    /** For every byte: the edges of words take it for what it is in Latin-1, -w and sets for nothing, itself for itself. */
    @Test
    void bytesThatAreNoCharactersMatchThemselvesAlone() throws Exception {
        LineMatcher edge = compile(PatternSyntax.BASIC, "\\<f");
        LineMatcher edgeOfTwo = compile(PatternSyntax.BASIC, "\\(f*\\)\\1\\<f");
        LineMatcher word = new Patterns(PatternSyntax.FIXED, false, true, false).compile(List.of("f"), warnings);
        LineMatcher any = compile(PatternSyntax.EXTENDED, ".f|[^a]f|\\wf|\\Wf");
        for (int b = 0x80; b <= 0xFF; b++) {
            byte[] text = {(byte) b, 'f'};
            String name = Integer.toHexString(b);
            assertEquals(!Character.isLetter(b), edge.matches(text, 0, 2), name);
            assertEquals(!Character.isLetter(b), edgeOfTwo.matches(text, 0, 2), name);
            assertTrue(word.matches(text, 0, 2), name);
            assertFalse(any.matches(text, 0, 2), name);
            String itself = RawBytes.decode(text, 0, 2);
            byte[] other = {(byte) (b == 0xFF ? 0x80 : b + 1), 'f'};
            for (PatternSyntax syntax : PatternSyntax.values()) {
                assertTrue(compile(syntax, itself).matches(text, 0, 2), name);
                assertFalse(compile(syntax, itself).matches(other, 0, 2), name);
            }
            LineMatcher inSet = compile(PatternSyntax.EXTENDED, "^[x" + itself.charAt(0) + "]f$|(xx)\\1");
            assertTrue(inSet.matches(text, 0, 2), name);
            assertFalse(inSet.matches(other, 0, 2), name);
            assertFalse(
                    compile(PatternSyntax.EXTENDED, "[^" + itself.charAt(0) + "]f")
                            .matches(other, 0, 2),
                    name);
        }
    }

    @Test
    void aStringOfBytesIsDecodedAndNothingIsLost() {
        byte[] bytes = {'a', (byte) 0xC3, (byte) 0xA9, (byte) 0xC3, 'b', (byte) 0xF0};
        assertEquals("a\u00e9\uDCC3b\uDCF0", RawBytes.decode(bytes, 0, bytes.length));
    }

    private static byte[] randomBytes(Random random, int length) {
        byte[] letters = {'a', 'b', 0, 1, (byte) 0x80, (byte) 0x81, (byte) 0xFF};
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = letters[random.nextInt(letters.length)];
        }
        return bytes;
    }
}
