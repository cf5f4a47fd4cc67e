//! Every letter in every language, and what hostile writers make of it.

use crate::mail;

mod samples;
