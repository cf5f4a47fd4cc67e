//! Many rows at once, as a table within a statement.
//!
//! PostgreSQL knows a statement again by its text, and then neither reads nor plans it again. So there a column is an array, and
//! the text is the same for however many rows. SQLite has no arrays, and is quick to read: there each value has its own place.

use sea_orm::sea_query::{ArrayType, ValueType};
use sea_orm::{DbBackend, Statement, Value};
use uuid::Uuid;

/// What a row can hold. NULL isn't among it: arrays have none.
pub(super) trait Cell: ValueType + Into<Value> {
    /// What PostgreSQL calls an array of these.
    const ARRAY: &'static str;
}

impl Cell for i32 {
    const ARRAY: &'static str = "int[]";
}

impl Cell for i64 {
    const ARRAY: &'static str = "bigint[]";
}

impl Cell for String {
    const ARRAY: &'static str = "text[]";
}

impl Cell for Uuid {
    const ARRAY: &'static str = "uuid[]";
}

impl Cell for Vec<u8> {
    const ARRAY: &'static str = "bytea[]";
}

/// One value for each row.
pub(super) struct Column {
    array: &'static str,
    kind: ArrayType,
    values: Vec<Value>,
}

impl Column {
    pub(super) fn new<T: Cell>(values: impl IntoIterator<Item = T>) -> Self {
        Self { array: T::ARRAY, kind: T::array_type(), values: values.into_iter().map(Into::into).collect() }
    }
}

/// A statement with a table of rows in it, which `sql` is given to put it somewhere: `o`, with columns `column1`, `column2` and
/// so on. There is at least one row, and all columns have as many as the first.
pub(super) fn statement(backend: DbBackend, columns: Vec<Column>, sql: impl FnOnce(&str) -> String) -> Statement {
    let (table, values) = if backend == DbBackend::Postgres { arrays(columns) } else { places(&columns) };
    Statement::from_sql_and_values(backend, sql(&table), values)
}

fn arrays(columns: Vec<Column>) -> (String, Vec<Value>) {
    let arrays: Vec<_> = columns.iter().zip(1..).map(|(column, place)| format!("${place}::{}", column.array)).collect();
    let names: Vec<_> = (1..=columns.len()).map(|place| format!("column{place}")).collect();
    let values = columns.into_iter().map(|column| Value::Array(column.kind, Some(Box::new(column.values))));
    (format!("unnest({}) AS o({})", arrays.join(", "), names.join(", ")), values.collect())
}

fn places(columns: &[Column]) -> (String, Vec<Value>) {
    let rows = columns.first().map_or(0, |column| column.values.len());
    let mut values = Vec::with_capacity(rows * columns.len());
    let mut table = String::from("(VALUES ");
    for row in 0..rows {
        table.push_str(if row == 0 { "(" } else { "), (" });
        for (place, column) in columns.iter().enumerate() {
            table.push_str(if place == 0 { "?" } else { ", ?" });
            values.extend(column.values.get(row).cloned());
        }
    }
    table.push_str(")) AS o");
    (table, values)
}
