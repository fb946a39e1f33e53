package dev.seawall.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Tells under which licences the libraries of a release are, as its bill of materials (CycloneDX, with the licences'
 * texts) has it. Takes the texts out of the bill, which is too large with them.
 */
final class LicenceList {
    private static final String OURS = "dev.seawall";
    /** JLine's POM says "The BSD License" and links to the one of three clauses; the bill's maker takes it for another. */
    private static final Map<String, String> CORRECTED = Map.of("org.jline", "BSD-3-Clause");

    private final Map<String, String> licencesByLibrary = new TreeMap<>();
    private final Map<String, String> texts = new TreeMap<>();

    /**
     * @param billOfMaterials is changed: it loses the texts, and what is corrected is corrected there, too
     * @throws IllegalArgumentException if a library is there whose licence is not known
     */
    LicenceList(Map<String, Object> billOfMaterials) {
        for (Map<String, Object> component : maps(billOfMaterials, "components")) {
            String group = String.valueOf(component.get("group"));
            if (group.equals(OURS)) {
                continue;
            }
            String library = group + ":" + component.get("name") + ":" + component.get("version");
            List<String> licences = new ArrayList<>();
            for (Map<String, Object> choice : maps(component, "licenses")) {
                licences.add(licence(group, choice));
            }
            if (licences.isEmpty()) {
                throw new IllegalArgumentException(
                        "the licence of " + library + " is not known; name it in LicenceList");
            }
            licencesByLibrary.put(library, String.join(" or ", licences));
        }
    }

    private String licence(String group, Map<String, Object> choice) {
        if (!(choice.get("license") instanceof Map<?, ?> found)) {
            return Objects.toString(choice.get("expression"), "?");
        }
        Map<String, Object> licence = map(found);
        Optional<String> corrected = Optional.ofNullable(CORRECTED.get(group));
        Object text = licence.remove("text");
        if (corrected.isPresent()) {
            licence.put("id", corrected.get());
            return corrected.get();
        }
        String name = Objects.toString(licence.get("id"), Objects.toString(licence.get("name"), "?"));
        if (text instanceof Map<?, ?> attached && attached.get("content") instanceof String content) {
            texts.put(name, new String(Base64.getMimeDecoder().decode(content), StandardCharsets.UTF_8));
        }
        return name;
    }

    /** One library a line, with its licence. */
    String table() {
        StringBuilder table = new StringBuilder("""
                Seawall brings these libraries along, unchanged. Each stands with its licence's SPDX identifier; the texts
                are beside this file. Many of the jars also hold their licence and their authors' notices.

                """);
        licencesByLibrary.forEach((library, licence) ->
                table.append("%-60s %s%n".formatted(library, licence).replace("\r", "")));
        return table.toString();
    }

    /** The licences' texts by their names, as far as the bill had them. */
    Map<String, String> texts() {
        return Map.copyOf(texts);
    }

    private static List<Map<String, Object>> maps(Map<String, Object> in, String name) {
        return in.get(name) instanceof List<?> list
                ? list.stream().map(each -> map((Map<?, ?>) each)).toList()
                : List.of();
    }

    @SuppressWarnings("unchecked") // JSON's keys are texts
    private static Map<String, Object> map(Map<?, ?> map) {
        return (Map<String, Object>) map;
    }
}
