@NullMarked
package dev.seawall.cli.config;

import org.jspecify.annotations.NullMarked;
