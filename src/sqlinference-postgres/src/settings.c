#include "compat.h"

#include <limits.h>

#include "utils/guc.h"
#include "utils/plancache.h"

#include "settings.h"

#define DEFAULT_SERVICE "http://127.0.0.1:8780"
#define DEFAULT_BATCH_ROWS 8192
#define MAX_BATCH_ROWS 65536
#define DEFAULT_BATCH_BYTES (4 * 1024 * 1024)
#define MAX_BATCH_BYTES (256 * 1024 * 1024)
#define DEFAULT_IN_FLIGHT 4
#define MAX_IN_FLIGHT 8
#define DEFAULT_CONNECT_TIMEOUT 5000
#define DEFAULT_REQUEST_TIMEOUT 60000
#define DEFAULT_SPIN 50
#define MAX_SPIN 10000

bool		setting_batching = true;
int			setting_batch_bytes = DEFAULT_BATCH_BYTES;
int			setting_batch_rows = DEFAULT_BATCH_ROWS;
char	   *setting_ca_file = NULL;
int			setting_connect_timeout = DEFAULT_CONNECT_TIMEOUT;
char	   *setting_database = NULL;
bool		setting_deduplicate = true;
int			setting_fuzz = FUZZ_OFF;
int			setting_request_timeout = DEFAULT_REQUEST_TIMEOUT;
int			setting_requests_in_flight = DEFAULT_IN_FLIGHT;
char	   *setting_sentiment_model = NULL;
char	   *setting_service = NULL;
int			setting_spin = DEFAULT_SPIN;
char	   *setting_token_file = NULL;
bool		setting_wait_for_training = false;

static const struct config_enum_entry fuzz_options[] = {
	{"off", FUZZ_OFF, false},
	{"functions", FUZZ_FUNCTIONS, false},
	{"operators", FUZZ_OPERATORS, false},
	{NULL, 0, false}
};

static void
define_bool(const char *name, const char *what, bool *value, bool initial)
{
	DefineCustomBoolVariable(name, what, NULL, value, initial, PGC_USERSET, 0, NULL, NULL, NULL);
}

static void
define_int(const char *name, const char *what, int *value, int initial, int least, int most, int unit)
{
	DefineCustomIntVariable(name, what, NULL, value, initial, least, most, PGC_USERSET, unit, NULL, NULL, NULL);
}

/* Where requests go and what they carry is the superuser's: a token must not be sent to just any address. */
static void
define_superuser_string(const char *name, const char *what, char **value, const char *initial)
{
	DefineCustomStringVariable(name, what, NULL, value, initial, PGC_SUSET, 0, NULL, NULL, NULL);
}

/* Plans that are kept have batches in them, or not. */
static void
forget_plans(bool value, void *extra)
{
	if (value != setting_batching)
		ResetPlanCache();
}

void
settings_init(void)
{
	define_int("sqlinference.batch_bytes", "How large a request with rows to predict becomes before it is sent.",
			   &setting_batch_bytes, DEFAULT_BATCH_BYTES, 1024, MAX_BATCH_BYTES, GUC_UNIT_BYTE);
	define_int("sqlinference.batch_rows", "How many rows to predict go into one request at most.",
			   &setting_batch_rows, DEFAULT_BATCH_ROWS, 1, MAX_BATCH_ROWS, 0);
	DefineCustomBoolVariable("sqlinference.batching", "Predict many rows of a query by one request.", NULL, &setting_batching, true,
							 PGC_USERSET, 0, NULL, forget_plans, NULL);
	define_superuser_string("sqlinference.ca_file",
							"File of certificates that the service's certificate has to be signed by; empty: the system's.",
							&setting_ca_file, "");
	define_int("sqlinference.connect_timeout", "How long to wait for a connection to the service.",
			   &setting_connect_timeout, DEFAULT_CONNECT_TIMEOUT, 1, INT_MAX, GUC_UNIT_MS);
	define_superuser_string("sqlinference.database", "Name of this database in the service; empty: its own name.",
							&setting_database, "");
	define_bool("sqlinference.deduplicate", "Send equal rows of a batch once.", &setting_deduplicate, true);
	DefineCustomEnumVariable("sqlinference.fuzz", "For tests: compute ordinary functions in the batching node.", NULL,
							 &setting_fuzz, FUZZ_OFF, fuzz_options, PGC_SUSET, GUC_NOT_IN_SAMPLE, NULL, NULL, NULL);
	define_int("sqlinference.request_timeout", "How long to wait for the service's answer.",
			   &setting_request_timeout, DEFAULT_REQUEST_TIMEOUT, 1, INT_MAX, GUC_UNIT_MS);
	define_int("sqlinference.requests_in_flight", "How many batches of a query are sent before the first is answered.",
			   &setting_requests_in_flight, DEFAULT_IN_FLIGHT, 1, MAX_IN_FLIGHT, 0);
	DefineCustomStringVariable("sqlinference.sentiment_model", "The model that aws_comprehend.detect_sentiment asks.", NULL,
							   &setting_sentiment_model, "", PGC_USERSET, 0, NULL, NULL, NULL);
	define_superuser_string("sqlinference.service",
							"Address of the service: http://host:port, https://host:port or unix:/path/of/socket.",
							&setting_service, DEFAULT_SERVICE);
	define_int("sqlinference.spin", "Microseconds to look for the answer for a single row before sleeping.",
			   &setting_spin, DEFAULT_SPIN, 0, MAX_SPIN, 0);
	define_superuser_string("sqlinference.token_file",
							"File that holds the service's token for this database; only its owner may read it.",
							&setting_token_file, "");
	define_bool("sqlinference.wait_for_training", "Let CREATE MODEL wait until its model is trained.", &setting_wait_for_training, false);
	MarkGUCPrefixReserved("sqlinference");
}
