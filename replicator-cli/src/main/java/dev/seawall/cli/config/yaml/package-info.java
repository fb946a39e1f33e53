/**
 * Reads YAML into a tree whose every node knows where it stands, and writes such a tree. Knows no key of any file.
 *
 * <p>Read {@link dev.seawall.cli.config.yaml.YamlNode} and {@link dev.seawall.cli.config.yaml.YamlReader} first.
 *
 * <p>Invariants: what is read is bounded in bytes, nodes and depth; a key stands once in its mapping; what is written
 * reads back as the same tree.
 */
@NullMarked
package dev.seawall.cli.config.yaml;

import org.jspecify.annotations.NullMarked;
