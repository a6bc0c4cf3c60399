/**
 * The insights over HTTP and as a web page. Start reading at {@link
 * dev.starstream.dashboard.InsightRoutes}; the page is {@code page/main.js}, and it asks nothing
 * that another client of the routes could not ask.
 */
package dev.starstream.dashboard;
