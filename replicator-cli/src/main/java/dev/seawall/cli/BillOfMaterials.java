package dev.seawall.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists what a release is made of, in the form of <a href="https://cyclonedx.org/docs/1.6/json/">CycloneDX</a>, for those
 * who look for known holes in libraries, or for licences.
 *
 * <p>Written here, because CycloneDX's plugin for Maven does nothing without a network, even if it needs none.
 *
 * @param version ours
 * @param time of the release, in ISO 8601
 * @param jars the folder of the libraries' files
 */
record BillOfMaterials(String version, String time, List<Library> libraries, Path jars) {
    /** The whole document, as JSON's objects and arrays. */
    Map<String, Object> document() throws IOException {
        Map<String, Object> ours = new LinkedHashMap<>();
        ours.put("type", "application");
        ours.put("name", "seawall");
        ours.put("version", version);
        // Not Map.of: its order changes from run to run, and the archive with it.
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("timestamp", time);
        metadata.put("component", ours);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("bomFormat", "CycloneDX");
        document.put("specVersion", "1.6");
        document.put("version", 1);
        document.put("metadata", metadata);
        List<Object> components = new ArrayList<>();
        for (Library library : libraries) {
            components.add(component(library));
        }
        document.put("components", components);
        return document;
    }

    private Map<String, Object> component(Library library) throws IOException {
        Map<String, Object> component = new LinkedHashMap<>();
        component.put("type", "library");
        component.put("bom-ref", library.packageUrl());
        component.put("group", library.group());
        component.put("name", library.name());
        component.put("version", library.version());
        component.put("purl", library.packageUrl());
        component.put("hashes", List.of(hash(jars.resolve(library.jarName()))));
        library.licence().ifPresent(licence -> component.put("licenses", List.of(Map.of("expression", licence))));
        return component;
    }

    private static Map<String, Object> hash(Path jar) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar));
            Map<String, Object> hash = new LinkedHashMap<>();
            hash.put("alg", "SHA-256");
            hash.put("content", HexFormat.of().formatHex(digest));
            return hash;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
