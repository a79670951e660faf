#include "compat.h"

#include "mb/pg_wchar.h"
#include "utils/memutils.h"

#include "answer.h"
#include "errors.h"
#include "json.h"

#define MAX_RANK 2

typedef struct Datatype
{
	const char *name;
	AnswerKind	kind;
	int			width;
} Datatype;

static const Datatype datatypes[] = {
	{"BOOL", ANSWER_BOOL, 1},
	{"INT8", ANSWER_INT8, 1},
	{"INT16", ANSWER_INT16, 2},
	{"INT32", ANSWER_INT32, 4},
	{"INT64", ANSWER_INT64, 8},
	{"UINT8", ANSWER_UINT8, 1},
	{"UINT16", ANSWER_UINT16, 2},
	{"UINT32", ANSWER_UINT32, 4},
	{"UINT64", ANSWER_UINT64, 8},
	{"FP32", ANSWER_FP32, 4},
	{"FP64", ANSWER_FP64, 8},
	{"BYTES", ANSWER_BYTES, 0},
};

/* A tensor as the JSON describes it, and its bytes behind the JSON. */
typedef struct Tensor
{
	JsonText	name;
	const Datatype *datatype;
	int			rank;
	int64		shape[MAX_RANK];
	int64		size;			/* -1: not told */
	const char *data;
} Tensor;

void
answer_refuse(const PredictCall *call, const char *why)
{
	ereport(ERROR,
			(errcode(SI_RESPONSE_INVALID),
			 errmsg("Model '%s': the service's answer %s.", call->model, why),
			 errhint("Nothing was returned. Is sqlinference.service the address of the service, and is the service of this version?")));
}

static const Datatype *
find_datatype(JsonText name)
{
	for (int i = 0; i < lengthof(datatypes); i++)
	{
		if (text_is(name, datatypes[i].name))
			return &datatypes[i];
	}
	return NULL;
}

static void
read_shape(JsonReader *reader, Tensor *tensor)
{
	for (scan_array(reader); scan_element(reader);)
	{
		int64		length = scan_count(reader);

		if (tensor->rank < MAX_RANK)
			tensor->shape[tensor->rank] = length;
		tensor->rank++;
	}
}

static void
read_parameters(JsonReader *reader, Tensor *tensor)
{
	JsonText	name;

	for (scan_object(reader); scan_member(reader, &name);)
	{
		if (text_is(name, "binary_data_size"))
			tensor->size = scan_count(reader);
		else
			scan_skip(reader);
	}
}

static void
read_tensor(JsonReader *reader, Tensor *tensor)
{
	JsonText	name;

	memset(tensor, 0, sizeof(*tensor));
	tensor->size = -1;
	for (scan_object(reader); scan_member(reader, &name);)
	{
		if (text_is(name, "name"))
			tensor->name = scan_string(reader);
		else if (text_is(name, "datatype"))
			tensor->datatype = find_datatype(scan_string(reader));
		else if (text_is(name, "shape"))
			read_shape(reader, tensor);
		else if (text_is(name, "parameters"))
			read_parameters(reader, tensor);
		else
			scan_skip(reader);
	}
}

static bool
is_validity(JsonText name, const char *output)
{
	static const char ending[] = ".valid";
	int			length = strlen(output);

	return name.length == length + sizeof(ending) - 1 && memcmp(name.data, output, length) == 0 &&
		memcmp(name.data + length, ending, sizeof(ending) - 1) == 0;
}

/* Where the bytes of tensors stand. */
typedef struct Behind
{
	const char *at;
	const char *end;
} Behind;

static void
place(const PredictCall *call, Tensor *tensor, Behind *behind)
{
	if (tensor->size < 0)
		answer_refuse(call, "holds no binary data");
	if (tensor->size > behind->end - behind->at)
		answer_refuse(call, "is shorter than it says");
	tensor->data = behind->at;
	behind->at += tensor->size;
}

static void
read_outputs(const PredictCall *call, JsonReader *reader, Behind *behind, Tensor *values, Tensor *valid)
{
	for (scan_array(reader); scan_element(reader);)
	{
		Tensor		tensor;

		read_tensor(reader, &tensor);
		if (reader->failed)
			return;
		place(call, &tensor, behind);
		if (text_is(tensor.name, call->output))
			*values = tensor;
		else if (is_validity(tensor.name, call->output))
			*valid = tensor;
	}
}

static void
require_version(const PredictCall *call, JsonText version)
{
	char		expected[16];

	snprintf(expected, sizeof(expected), "%d", call->version);
	if (call->version > 0 && !text_is(version, expected))
		answer_refuse(call, psprintf("is of version %s, where version %d was asked", text_from_service(version.data, version.length),
									 call->version));
}

static void
read_header(const PredictCall *call, HttpRequest *request, Tensor *values, Tensor *valid)
{
	JsonReader	reader;
	JsonText	name;
	Behind		behind;

	if (request->json_length < 0 || request->json_length > request->answer.used)
		answer_refuse(call, "is not of the Open Inference Protocol with binary data");
	behind.at = request->answer.data + request->json_length;
	behind.end = request->answer.data + request->answer.used;
	scan_begin(&reader, request->answer.data, request->json_length);
	for (scan_object(&reader); scan_member(&reader, &name);)
	{
		if (text_is(name, "outputs"))
			read_outputs(call, &reader, &behind, values, valid);
		else if (text_is(name, "model_version") && scan_is_string(&reader))
			require_version(call, scan_string(&reader));
		else
			scan_skip(&reader);
	}
	if (!scan_end(&reader))
		answer_refuse(call, "is not valid JSON");
	if (behind.at != behind.end)
		answer_refuse(call, "is longer than it says");
	if (values->data == NULL)
		answer_refuse(call, psprintf("holds no tensor '%s'", call->output));
}

static void
require_rows(const PredictCall *call, const Tensor *tensor, int rows)
{
	if (tensor->rank < 1 || tensor->rank > MAX_RANK)
		answer_refuse(call, "has a tensor that is not of rank 1 or 2");
	if (tensor->shape[0] != rows)
		answer_refuse(call, psprintf("holds " INT64_FORMAT " values for %d rows", tensor->shape[0], rows));
}

/* Finds where each text begins, and that they end where the tensor does. */
static void
index_texts(Answer *answer, const Tensor *tensor)
{
	const char *at = tensor->data;
	const char *end = tensor->data + tensor->size;

	answer->starts = palloc(sizeof(uint32) * answer->rows);
	answer->texts = palloc0(sizeof(Datum) * answer->rows);
	for (int row = 0; row < answer->rows; row++)
	{
		uint32		length;

		if (end - at < sizeof(length))
			answer_refuse(answer->call, "has a text beyond its end");
		memcpy(&length, at, sizeof(length));
		at += sizeof(length);
		if (length > end - at)
			answer_refuse(answer->call, "has a text beyond its end");
		answer->starts[row] = at - tensor->data;
		at += length;
	}
	if (at != end)
		answer_refuse(answer->call, "has bytes behind its texts");
}

static void
take_values(Answer *answer, const Tensor *tensor)
{
	int64		length = tensor->rank == MAX_RANK ? tensor->shape[1] : 1;

	if (tensor->datatype == NULL)
		answer_refuse(answer->call, "has a tensor of an unknown datatype");
	answer->kind = tensor->datatype->kind;
	answer->list_length = tensor->rank == MAX_RANK ? length : 0;
	answer->values = tensor->data;
	if (length < 0 || length > MaxAllocSize / sizeof(float8))
		answer_refuse(answer->call, "has lists of an impossible length");
	if (answer->kind == ANSWER_BYTES)
	{
		if (length != 1)
			answer_refuse(answer->call, "has lists of texts");
		index_texts(answer, tensor);
	}
	else if (tensor->size != (int64) answer->rows * length * tensor->datatype->width)
		answer_refuse(answer->call, "has a tensor whose size is not that of its shape");
}

static void
take_valid(Answer *answer, const Tensor *tensor)
{
	if (tensor->data == NULL)
		return;
	require_rows(answer->call, tensor, answer->rows);
	if (tensor->datatype == NULL || tensor->datatype->kind != ANSWER_BOOL || tensor->size != answer->rows)
		answer_refuse(answer->call, "has a tensor of NULLs that is not BOOL");
	answer->valid = tensor->data;
}

Answer *
answer_read(const PredictCall *call, HttpRequest *request, int rows, MemoryContext context)
{
	MemoryContext before = MemoryContextSwitchTo(context);
	Answer	   *answer = palloc0(sizeof(Answer));
	Tensor		values = {0};
	Tensor		valid = {0};

	answer->call = call;
	answer->context = context;
	answer->rows = rows;
	read_header(call, request, &values, &valid);
	require_rows(call, &values, rows);
	take_values(answer, &values);
	take_valid(answer, &valid);
	MemoryContextSwitchTo(before);
	return answer;
}
