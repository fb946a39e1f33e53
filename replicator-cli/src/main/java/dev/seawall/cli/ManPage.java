package dev.seawall.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Renders the manual page of one command, in the macros of man(7), from what the command line declares: what the page
 * says is what {@code --help} says.
 *
 * @param date the release's, in ISO 8601, for the foot of the page
 */
record ManPage(CommandSpec command, String date) {
    private static final Pattern LINE_END = Pattern.compile("\\R");
    /** So wide that a synopsis is one line; the reader's terminal breaks it. */
    private static final int UNBROKEN_COLUMNS = 10_000;

    /** Lists the pages of a command and of all that belong to it, in the order in which they are declared. */
    static List<ManPage> all(CommandSpec command, String date) {
        List<ManPage> pages = new ArrayList<>();
        pages.add(new ManPage(command, date));
        verbsOf(command).forEach(verb -> pages.addAll(all(verb, date)));
        return pages;
    }

    /** Each once, under its own name, and without those that are not shown. */
    private static List<CommandSpec> verbsOf(CommandSpec command) {
        return command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .distinct()
                .filter(verb -> !verb.usageMessage().hidden())
                .toList();
    }

    /** Names the file, such as {@code seawall-restore.1}. */
    String fileName() {
        return pageName() + ".1";
    }

    private String pageName() {
        return command.qualifiedName("-");
    }

    /** Renders the whole page. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add(".TH %s 1 \"%s\" \"Seawall\" \"Seawall\""
                .formatted(escape(pageName()).toUpperCase(Locale.ROOT), date));
        // No hyphenation, no stretched lines: options must be read as they are typed.
        lines.add(".nh");
        lines.add(".ad l");
        List<String> description = lines(command.usageMessage().description());
        section(lines, "NAME");
        lines.add(escape(pageName()) + " \\- " + escape(description.get(0).replaceAll("[.:]$", "")));
        section(lines, "SYNOPSIS");
        lines.add("\\fB" + escape(command.qualifiedName()) + "\\fR " + escape(synopsis()));
        section(lines, "DESCRIPTION");
        paragraphs(lines, description);
        arguments(lines);
        options(lines);
        verbs(lines);
        notes(lines);
        exitCodes(lines);
        section(lines, "SEE ALSO");
        lines.add(seeAlso());
        return String.join("\n", lines) + "\n";
    }

    private String synopsis() {
        Help help = new Help(command, Help.defaultColorScheme(Ansi.OFF));
        command.usageMessage().width(UNBROKEN_COLUMNS);
        return help.synopsis(0)
                .strip()
                .substring(command.qualifiedName().length())
                .strip();
    }

    private void arguments(List<String> lines) {
        List<PositionalParamSpec> arguments = command.positionalParameters().stream()
                .filter(argument -> !argument.hidden())
                .toList();
        if (!arguments.isEmpty()) {
            section(lines, "ARGUMENTS");
        }
        for (PositionalParamSpec argument : arguments) {
            tagged(lines, "\\fI" + escape(argument.paramLabel()) + "\\fR", argument);
        }
    }

    private void options(List<String> lines) {
        section(lines, "OPTIONS");
        for (OptionSpec option : command.options()) {
            if (option.hidden()) {
                continue;
            }
            List<String> names = new ArrayList<>();
            for (String name : option.names()) {
                names.add("\\fB" + escape(name) + "\\fR");
            }
            String value = option.arity().max() == 0 ? "" : "=\\fI" + escape(option.paramLabel()) + "\\fR";
            tagged(lines, String.join(", ", names) + value, option);
        }
    }

    private static void tagged(List<String> lines, String tag, ArgSpec argument) {
        lines.add(".TP");
        lines.add(tag);
        lines(argument.description()).forEach(line -> lines.add(escape(line)));
    }

    private void verbs(List<String> lines) {
        List<CommandSpec> verbs = verbsOf(command);
        if (!verbs.isEmpty()) {
            section(lines, "VERBS");
        }
        for (CommandSpec verb : verbs) {
            lines.add(".TP");
            lines.add("\\fB" + escape(verb.name()) + "\\fR");
            lines.add(escape(lines(verb.usageMessage().description()).get(0)));
        }
    }

    /** The footer without the exit codes, which have a section of their own. */
    private void notes(List<String> lines) {
        List<String> footer = lines(command.usageMessage().footer()).stream()
                .takeWhile(line -> !line.startsWith("Exit codes:"))
                .toList();
        if (!footer.isEmpty()) {
            section(lines, "NOTES");
            paragraphs(lines, footer);
        }
    }

    private static void exitCodes(List<String> lines) {
        section(lines, "EXIT STATUS");
        for (ExitCode code : ExitCode.values()) {
            lines.add(".TP");
            lines.add("\\fB" + code.number() + "\\fR");
            lines.add(escape(code.meaning()));
        }
    }

    private String seeAlso() {
        return all(command.root(), date).stream()
                .filter(page -> page.command != command)
                .map(page -> "\\fB" + escape(page.pageName()) + "\\fR(1)")
                .collect(Collectors.joining(", "));
    }

    private static void section(List<String> lines, String title) {
        lines.add(".SH " + title);
    }

    /** One input line is one output line, as in the help; empty ones part paragraphs. */
    private static void paragraphs(List<String> lines, List<String> texts) {
        String before = "";
        for (String text : texts) {
            if (!text.isBlank()) {
                lines.add(before + escape(text));
                before = ".br\n";
            } else if (!before.isEmpty()) {
                before = ".PP\n";
            }
        }
    }

    /** Picocli's texts are formats: they may hold {@code %n} and {@code %%}. */
    private static List<String> lines(String... texts) {
        List<String> lines = new ArrayList<>();
        for (String text : texts) {
            LINE_END.splitAsStream(text.formatted()).forEach(lines::add);
            if (text.isEmpty()) {
                lines.add("");
            }
        }
        return lines;
    }

    /**
     * A backslash begins a request, a hyphen may become a dash, and a dot or a quote at the start is a macro. A long
     * address may be broken at its parts.
     */
    private static String escape(String text) {
        String escaped = text.replace("\\", "\\e")
                .replace("-", "\\-")
                .replace("~", "\\(ti")
                .replace("^", "\\(ha")
                .replace("&", "\\:&")
                .replace("?", "\\:?");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
