package evtools.cli.doc;

import evtools.cli.OptionText;
import evtools.cli.ToolModel;
import evtools.cli.ToolModel.Example;
import evtools.cli.ToolModel.ExitMeaning;
import evtools.cli.ToolModel.Operand;
import evtools.cli.ToolModel.Option;
import java.util.List;
import java.util.Locale;

/** The man page of a tool, in the man macros of roff. */
public final class ManPage {
    private final StringBuilder roff = new StringBuilder(8192);

    private ManPage() {}

    /**
     * The page.
     *
     * @param tool its model
     * @param version of evtools
     */
    public static String of(ToolModel tool, String version) {
        ManPage page = new ManPage();
        page.render(tool, version);
        return page.roff.toString();
    }

    private void render(ToolModel tool, String version) {
        line(".\\\" Made from the options of " + tool.name() + " by docs/generate. Changes here would be lost.");
        line(".TH " + tool.name().toUpperCase(Locale.ROOT) + " 1 \"\" \"evtools " + version + "\" \"evtools manual\"");
        section("NAME");
        line(Roff.text(tool.name()) + " \\- " + Roff.text(tool.summary()));
        section("SYNOPSIS");
        synopsis(tool);
        section("DESCRIPTION");
        boolean first = true;
        for (String paragraph : tool.description()) {
            if (!first) {
                line(".PP");
            }
            line(Roff.text(paragraph));
            first = false;
        }
        for (Operand operand : tool.operands()) {
            line(".TP");
            line("\\fI" + Roff.text(operand.value().label()) + "\\fR");
            line(Roff.text(operand.description()));
        }
        section("OPTIONS");
        for (Option option : tool.options()) {
            line(".TP");
            line(names(option));
            line(Roff.text(option.description()));
        }
        section("EXIT STATUS");
        for (ExitMeaning code : tool.exitCodes()) {
            line(".TP");
            line(".B " + Roff.text(code.code()));
            line(Roff.text(code.meaning()));
        }
        section("EXAMPLES");
        examples(tool.examples());
        section("SEE ALSO");
        seeAlso(tool.seeAlso());
    }

    private void synopsis(ToolModel tool) {
        boolean first = true;
        for (String form : tool.synopsis()) {
            if (!first) {
                line(".br");
            }
            int end = form.indexOf(' ');
            String name = end < 0 ? form : form.substring(0, end);
            line("\\fB" + Roff.text(name) + "\\fR" + (end < 0 ? "" : Roff.placeholders(form.substring(end))));
            first = false;
        }
    }

    private static String names(Option option) {
        StringBuilder names = new StringBuilder();
        List<String> all = option.names();
        for (int i = 0; i < all.size(); i++) {
            names.append(i == 0 ? "" : ", ")
                    .append("\\fB")
                    .append(Roff.text(all.get(i)))
                    .append("\\fR");
            // The value is shown once, after the last name.
            if (i == all.size() - 1) {
                names.append(Roff.placeholders(OptionText.valueSuffix(option, all.get(i))));
            }
        }
        return names.toString();
    }

    private void examples(List<Example> examples) {
        for (Example example : examples) {
            if (!example.explanation().isEmpty()) {
                line(".PP");
                String explanation = example.explanation();
                line(Roff.text(Character.toUpperCase(explanation.charAt(0)) + explanation.substring(1)) + ":");
            }
            line(".PP");
            line(".RS 4");
            line(".EX");
            for (String part : example.lines(66)) {
                line(Roff.text(part));
            }
            line(".EE");
            line(".RE");
        }
    }

    private void seeAlso(List<String> pages) {
        for (int i = 0; i < pages.size(); i++) {
            String page = pages.get(i);
            int section = page.indexOf('(');
            String comma = i + 1 < pages.size() ? "," : "";
            line(".BR " + Roff.text(page.substring(0, section)) + " " + page.substring(section) + comma);
        }
    }

    private void section(String title) {
        line(".SH \"" + title + "\"");
    }

    private void line(String text) {
        roff.append(text).append('\n');
    }
}
