package dev.seawall.cli.config;

import dev.seawall.cli.config.yaml.Place;
import java.util.List;

/**
 * A database and where its parts stand in the file.
 *
 * @param replicas in the order of the database's replicas
 */
record Placed(DatabaseConfiguration database, Place path, Place stateDirectory, List<Place> replicas) {}
