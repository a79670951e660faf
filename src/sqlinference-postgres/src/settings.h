/* The settings sqlinference.*, as docs/postgresql.md describes them. */
#ifndef SQLINFERENCE_SETTINGS_H
#define SQLINFERENCE_SETTINGS_H

typedef enum SettingFuzz
{
	FUZZ_OFF,
	FUZZ_FUNCTIONS,
	FUZZ_OPERATORS
} SettingFuzz;

extern bool setting_batching;
extern int	setting_batch_bytes;
extern int	setting_batch_rows;
extern char *setting_ca_file;
extern int	setting_connect_timeout;	/* milliseconds */
extern char *setting_database;
extern bool setting_deduplicate;
extern int	setting_fuzz;
extern int	setting_request_timeout;	/* milliseconds */
extern int	setting_requests_in_flight;
extern char *setting_sentiment_model;
extern char *setting_service;
extern int	setting_spin;			/* microseconds */
extern char *setting_token_file;
extern bool setting_wait_for_training;

extern void settings_init(void);

#endif
