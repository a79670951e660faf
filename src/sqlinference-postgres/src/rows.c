#include "compat.h"

#include "encode.h"
#include "input_types.h"
#include "rows.h"

/* What the pool keeps of one batch's memory, by column. */
#define KEPT_BYTES (8 * 1024 * 1024)
#define LEAST_TABLE 64

static Rows *pool = NULL;

static void
reserve_columns(Rows *rows, int count)
{
	RowColumn  *columns;

	if (rows->column_room >= count)
		return;
	columns = realloc(rows->columns, count * sizeof(RowColumn));
	if (columns == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	memset(columns + rows->column_room, 0, (count - rows->column_room) * sizeof(RowColumn));
	rows->columns = columns;
	rows->column_room = count;
}

Rows *
rows_begin(const PredictCall *call)
{
	Rows	   *rows = pool;

	if (rows == NULL && (pool = rows = calloc(1, sizeof(Rows))) == NULL)
		ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
	reserve_columns(rows, call->input_count);
	pool = rows->next;
	rows->call = call;
	rows_clear(rows);
	return rows;
}

void
rows_clear(Rows *rows)
{
	const PredictCall *call = rows->call;

	rows->count = rows->hashed = 0;
	rows->head.used = rows->hashes.used = 0;
	for (int i = 0; i < call->input_count; i++)
	{
		RowColumn  *column = &rows->columns[i];

		column->values.used = column->valid.used = column->starts.used = 0;
		column->has_nulls = false;
		column->row_bytes = input_is_list(&call->inputs[i]) ? 0 : call->inputs[i].width;
	}
}

void
rows_end(Rows *rows)
{
	for (int i = 0; i < rows->column_room; i++)
		bytes_shrink(&rows->columns[i].values, KEPT_BYTES);
	rows->next = pool;
	pool = rows;
}

static inline uint64
mix(uint64 hash, uint64 word)
{
	hash = (hash ^ word) * UINT64CONST(0x9E3779B97F4A7C15);
	return hash ^ (hash >> 29);
}

static uint64
mix_bytes(uint64 hash, const char *bytes, size_t length)
{
	uint64		word;

	for (; length >= sizeof(word); bytes += sizeof(word), length -= sizeof(word))
	{
		memcpy(&word, bytes, sizeof(word));
		hash = mix(hash, word);
	}
	word = length;
	memcpy(&word, bytes, length);
	return mix(hash, word ^ ((uint64) length << 56));
}

static inline const char *
value_of(const RowColumn *column, bool is_text, int row, size_t *length)
{
	const uint32 *starts = (const uint32 *) column->starts.data;
	int			rows = column->valid.used;

	if (!is_text)
	{
		*length = column->row_bytes;
		return column->values.data + (size_t) row * column->row_bytes;
	}
	*length = (row + 1 < rows ? starts[row + 1] : column->values.used) - starts[row];
	return column->values.data + starts[row];
}

static uint32
hash_row(const Rows *rows, int row)
{
	uint64		hash = 0;

	for (int i = 0; i < rows->call->input_count; i++)
	{
		const RowColumn *column = &rows->columns[i];
		size_t		length;
		const char *value = value_of(column, rows->call->inputs[i].width == 0, row, &length);

		hash = length == sizeof(uint64) ? mix(hash, *(const uint64 *) value) : mix_bytes(hash, value, length);
		hash ^= (unsigned char) column->valid.data[row];
	}
	return (uint32) (hash ^ (hash >> 32));
}

static bool
rows_equal(const Rows *rows, int a, int b)
{
	for (int i = 0; i < rows->call->input_count; i++)
	{
		const RowColumn *column = &rows->columns[i];
		bool		is_text = rows->call->inputs[i].width == 0;
		size_t		length_a;
		size_t		length_b;
		const char *value_a = value_of(column, is_text, a, &length_a);
		const char *value_b = value_of(column, is_text, b, &length_b);

		if (column->valid.data[a] != column->valid.data[b] || length_a != length_b || memcmp(value_a, value_b, length_a) != 0)
			return false;
	}
	return true;
}

static void
put_in_table(Rows *rows, int row)
{
	const uint32 *hashes = (const uint32 *) rows->hashes.data;
	uint32		at = hashes[row] & (rows->table_size - 1);

	while (rows->table[at] != 0)
		at = (at + 1) & (rows->table_size - 1);
	rows->table[at] = row + 1;
}

/* At most half of the table is filled. */
static void
reserve_table(Rows *rows, int row_count)
{
	uint32		size = Max(rows->table_size, LEAST_TABLE);

	while (size < (uint32) row_count * 2)
		size *= 2;
	if (size != rows->table_size)
	{
		uint32	   *table = realloc(rows->table, size * sizeof(uint32));

		if (table == NULL)
			ereport(ERROR, (errcode(ERRCODE_OUT_OF_MEMORY), errmsg("out of memory")));
		rows->table = table;
		rows->table_size = size;
	}
	else if (rows->hashed > 0)
		return;
	memset(rows->table, 0, rows->table_size * sizeof(uint32));
	for (int row = 0; row < rows->hashed; row++)
		put_in_table(rows, row);
}

/* Hashes rows up to the last but one into the table; a batch of a single row never comes here. */
static void
hash_rows_before(Rows *rows, int last)
{
	for (; rows->hashed < last; rows->hashed++)
	{
		((uint32 *) rows->hashes.data)[rows->hashed] = hash_row(rows, rows->hashed);
		put_in_table(rows, rows->hashed);
	}
}

/* A row like the last one, or the last one itself. */
static int
find_equal(Rows *rows, int last)
{
	uint32		hash;
	uint32		at;

	bytes_reserve(&rows->hashes, (last + 1) * sizeof(uint32));
	reserve_table(rows, last + 1);
	hash_rows_before(rows, last);
	hash = hash_row(rows, last);
	for (at = hash & (rows->table_size - 1); rows->table[at] != 0; at = (at + 1) & (rows->table_size - 1))
	{
		int			row = rows->table[at] - 1;

		if (((uint32 *) rows->hashes.data)[row] == hash && rows_equal(rows, row, last))
			return row;
	}
	((uint32 *) rows->hashes.data)[last] = hash;
	rows->table[at] = last + 1;
	rows->hashed = last + 1;
	return last;
}

static void
remove_last(Rows *rows)
{
	int			last = rows->count - 1;

	for (int i = 0; i < rows->call->input_count; i++)
	{
		RowColumn  *column = &rows->columns[i];

		if (rows->call->inputs[i].width == 0)
		{
			column->values.used = ((uint32 *) column->starts.data)[last];
			column->starts.used -= sizeof(uint32);
		}
		else
			column->values.used -= column->row_bytes;
		column->valid.used--;
	}
	rows->count = last;
}

int
rows_add(Rows *rows, const Datum *values, const bool *nulls, bool deduplicate)
{
	int			row = rows->count;
	int			equal;

	for (int i = 0; i < rows->call->input_count; i++)
		encode_value(rows->call, &rows->call->inputs[i], &rows->columns[i], row, values[i], nulls[i]);
	rows->count = row + 1;
	if (!deduplicate || row == 0)
		return row;
	equal = find_equal(rows, row);
	if (equal != row)
		remove_last(rows);
	return equal;
}

Size
rows_bytes(const Rows *rows)
{
	Size		bytes = 0;

	for (int i = 0; i < rows->call->input_count; i++)
		bytes += rows->columns[i].values.used + (rows->columns[i].has_nulls ? rows->count : 0);
	return bytes;
}
