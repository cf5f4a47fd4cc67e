//! What the process tells about itself: logs and metrics.
//!
//! Logs never hold contact data, tokens, passwords or query strings: what is logged is named field by field, and
//! statements are never recorded.

use std::io::IsTerminal as _;

use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

/// Bounds, in seconds, of the buckets that durations of requests fall into.
const DURATION_BUCKETS: [f64; 9] = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5];

/// Starts logging to standard error, which leaves standard output to what commands print.
///
/// # Errors
/// When the filter can't be read, or logging was started before.
pub fn start_logging(filter: &str) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let filter: EnvFilter = filter.parse()?;
    // Colours are for people; in a file they would be noise.
    let is_read_by_people = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(is_read_by_people)
        .try_init()
}

/// Starts counting, for the whole process, and returns what renders the counts.
///
/// # Errors
/// When counting was started before in this process.
pub fn start_metrics() -> Result<PrometheusHandle, BuildError> {
    PrometheusBuilder::new().set_buckets(&DURATION_BUCKETS)?.install_recorder()
}
