/** The command line and the wiring: the only module that sees all stages. */
package dev.starstream.app;
