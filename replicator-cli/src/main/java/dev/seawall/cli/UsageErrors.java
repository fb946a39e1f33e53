package dev.seawall.cli;

import dev.seawall.cli.value.LogFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Words what is wrong with a command line: one line with the nearest right word and where to read on. */
final class UsageErrors {
    private UsageErrors() {}

    static Failure explain(ParameterException refused) {
        CommandLine command = refused.getCommandLine();
        String message = decapitalized(reason(refused).replaceFirst("^Error: ", ""));
        String help = "see '" + command.getCommandSpec().qualifiedName() + " --help'";
        return new Failure(ExitCode.USAGE, message + suggestion(refused) + "; " + help);
    }

    /** Finds the format wanted for messages where the command line could not be parsed to its end. */
    static LogFormat formatOf(String[] args) {
        List<String> words = Arrays.asList(args);
        int at = words.indexOf("--log-format");
        boolean json =
                words.contains("--log-format=json") || (at >= 0 && at + 1 < args.length && args[at + 1].equals("json"));
        return json ? LogFormat.JSON : LogFormat.TEXT;
    }

    private static String reason(ParameterException refused) {
        if (refused instanceof UnmatchedArgumentException unmatched
                && refused.getCommandLine().getParent() == null
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.getUnmatched().get(0).startsWith("-")) {
            return "there is no verb '" + unmatched.getUnmatched().get(0) + "'";
        }
        if (refused instanceof UnmatchedArgumentException unmatched
                && unmatched.getUnmatched().size() == 1
                && !unmatched.getUnmatched().get(0).startsWith("-")) {
            CommandSpec verb = refused.getCommandLine().getCommandSpec();
            boolean takesFile =
                    verb.findOption("-c") != null && verb.positionalParameters().isEmpty();
            return "'" + unmatched.getUnmatched().get(0) + "' is one argument too many"
                    + (takesFile ? "; a configuration file is named with -c" : "");
        }
        return Objects.requireNonNullElse(refused.getMessage(), "wrong usage");
    }

    private static String suggestion(ParameterException refused) {
        if (!(refused instanceof UnmatchedArgumentException unmatched)
                || unmatched.getSuggestions().isEmpty()) {
            return "";
        }
        return unmatched.getSuggestions().stream()
                .limit(3)
                .collect(Collectors.joining(" or ", " (did you mean ", "?)"));
    }

    private static String decapitalized(String text) {
        return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }
}
