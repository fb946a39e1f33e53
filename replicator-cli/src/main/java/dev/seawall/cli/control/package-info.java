/**
 * Lets a running process be asked: a small HTTP server on this machine alone, and the client for it.
 *
 * <p>Read {@link dev.seawall.cli.control.ControlServer} and {@link dev.seawall.cli.control.ControlApi} first.
 *
 * <p>Invariants: nothing listens unless an address was given, and that is a loopback address or a socket file of its
 * owner; whatever is sent, one request takes a bounded time and memory until it is understood; a page in a browser
 * cannot get in; only POST changes anything.
 */
@NullMarked
package dev.seawall.cli.control;

import org.jspecify.annotations.NullMarked;
