#include "compat.h"

#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "column_stream.h"
#include "errors.h"
#include "input_types.h"

#define END_MARK PG_UINT32_MAX

static void
append_u32(Bytes *stream, uint32 number)
{
	bytes_append(stream, &number, sizeof(number));
}

PredictCall *
column_stream_call(TupleDesc columns)
{
	PredictCall *call = palloc0(sizeof(PredictCall));

	call->context = CurrentMemoryContext;
	call->subject = "The training query's column";
	call->input_count = columns->natts;
	call->inputs = palloc0(sizeof(PredictInput) * Max(1, columns->natts));
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);
		PredictInput *input = &call->inputs[i];

		input->name = NameStr(column->attname);
		input->accepts_null = true;
		if (!input_set_type(input, column->atttypid) || input_is_list(input))
			ereport(ERROR,
					(errcode(SI_INPUT_NOT_ACCEPTED),
					 errmsg("The training query's column '%s' has type %s, which models cannot take.", input->name,
							format_type_be(column->atttypid)),
					 errhint("Cast it to a number, a text, a date or a timestamp.")));
	}
	return call;
}

void
column_stream_head(const PredictCall *call, TupleDesc columns, Bytes *stream)
{
	static Bytes json;

	json.used = 0;
	bytes_text(&json, "{\"columns\":[");
	for (int i = 0; i < columns->natts; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, i);
		int32		modifier = column->atttypmod;
		Oid			type = getBaseTypeAndTypmod(column->atttypid, &modifier);

		bytes_text(&json, i > 0 ? ",{\"name\":" : "{\"name\":");
		bytes_json_string(&json, text_to_service(call->inputs[i].name));
		bytes_text(&json, ",\"type\":");
		bytes_json_string(&json, format_type_with_typemod(type, modifier));
		bytes_text(&json, "}");
	}
	bytes_text(&json, "]}");
	bytes_text(stream, "SQIC");
	append_u32(stream, json.used);
	bytes_append(stream, json.data, json.used);
}

static void
append_bitmap(const RowColumn *column, int rows, Bytes *stream)
{
	int			length = (rows + 7) / 8;
	unsigned char *bitmap;

	bytes_append(stream, column->has_nulls ? "\1" : "\0", 1);
	if (!column->has_nulls)
		return;
	bytes_reserve(stream, length);
	bitmap = (unsigned char *) stream->data + stream->used;
	memset(bitmap, 0, length);
	for (int row = 0; row < rows; row++)
		bitmap[row / 8] |= (column->valid.data[row] ? 1 : 0) << (row % 8);
	stream->used += length;
}

/* In a batch each text follows its length; here lengths come first. */
static void
append_texts(const RowColumn *column, int rows, Bytes *stream)
{
	const uint32 *starts = (const uint32 *) column->starts.data;

	for (int row = 0; row < rows; row++)
		bytes_append(stream, column->values.data + starts[row], sizeof(uint32));
	for (int row = 0; row < rows; row++)
	{
		const char *at = column->values.data + starts[row];
		uint32		length;

		memcpy(&length, at, sizeof(length));
		bytes_append(stream, at + sizeof(length), length);
	}
}

void
column_stream_chunk(const Rows *rows, Bytes *stream)
{
	append_u32(stream, rows->count);
	for (int i = 0; i < rows->call->input_count; i++)
	{
		const RowColumn *column = &rows->columns[i];

		append_bitmap(column, rows->count, stream);
		if (rows->call->inputs[i].width == 0)
			append_texts(column, rows->count, stream);
		else
			bytes_append(stream, column->values.data, column->values.used);
	}
}

void
column_stream_end(uint64 rows, Bytes *stream)
{
	append_u32(stream, END_MARK);
	bytes_append(stream, &rows, sizeof(rows));
}
