namespace SqlInference.Language.Tests;

/// <summary>Each statement parses, prints the text beside it, and that text parses to the same tree.</summary>
public sealed class AcceptedStatementsTests
{
    [Theory]
    // Remote models
    [InlineData("CREATE MODEL m FUNCTION f(int) RETURNS decimal(10, 6) SAGEMAKER 'e' IAM_ROLE default", "CREATE MODEL m|FUNCTION f(int) RETURNS decimal(10, 6)|SAGEMAKER 'e'|IAM_ROLE default")]
    [InlineData("create model public.m function public.f (x int,y float8) returns float sagemaker'e'iam_role'arn:aws:iam::1:role/r'", "CREATE MODEL public.m|FUNCTION public.f(x int, y double precision) RETURNS double precision|SAGEMAKER 'e'|IAM_ROLE 'arn:aws:iam::1:role/r'")]
    [InlineData("CREATE OR REPLACE MODEL m FUNCTION f(int) RETURNS int SAGEMAKER 'e':'model-7.tar.gz'", "CREATE OR REPLACE MODEL m|FUNCTION f(int) RETURNS int|SAGEMAKER 'e':'model-7.tar.gz'")]
    [InlineData("CREATE MODEL IF NOT EXISTS m SAGEMAKER 'e' RETURNS int FUNCTION f(int)", "CREATE MODEL IF NOT EXISTS m|FUNCTION f(int) RETURNS int|SAGEMAKER 'e'")]
    [InlineData("CREATE MODEL m FUNCTION f(text) RETURNS real[] SAGEMAKER 'e' SETTINGS (CSV_HEADER on, MAX_BATCH_ROWS 100)", "CREATE MODEL m|FUNCTION f(text) RETURNS real[]|SAGEMAKER 'e'|SETTINGS (CSV_HEADER ON, MAX_BATCH_ROWS 100)")]
    // Models from files
    [InlineData("CREATE MODEL m FROM 'm.onnx' FUNCTION f(a int, b varchar(10)) RETURNS varchar", "CREATE MODEL m|FROM 'm.onnx'|FUNCTION f(a int, b varchar(10)) RETURNS varchar")]
    [InlineData("CREATE MODEL m FROM 's3://b/m.tar.gz' FUNCTION f(int) RETURNS int IAM_ROLE default SETTINGS(S3_BUCKET'b')", "CREATE MODEL m|FROM 's3://b/m.tar.gz'|FUNCTION f(int) RETURNS int|IAM_ROLE default|SETTINGS (S3_BUCKET 'b')")]
    [InlineData("CREATE MODEL m FROM 'x.onnx' FUNCTION f(int) RETURNS int SETTINGS (FORMAT onnx, DEVICE 'CUDA:0', INPUT 'in', ON_ERROR 'NULL')", "CREATE MODEL m|FROM 'x.onnx'|FUNCTION f(int) RETURNS int|SETTINGS (FORMAT ONNX, DEVICE 'cuda:0', INPUT 'in', ON_ERROR 'null')")]
    // Trained models
    [InlineData("CREATE MODEL m FROM t TARGET y FUNCTION f", "CREATE MODEL m|FROM t|TARGET y|FUNCTION f")]
    [InlineData("CREATE MODEL m FROM d.s.t TARGET y FUNCTION f IAM_ROLE default SETTINGS (S3_BUCKET 'any')", "CREATE MODEL m|FROM d.s.t|TARGET y|FUNCTION f|IAM_ROLE default|SETTINGS (S3_BUCKET 'any')")]
    [InlineData("create model m from (select a, ')' as \"b)\" from t /* ) */ where f(1)) target y function m", "CREATE MODEL m|FROM (select a, ')' as \"b)\" from t /* ) */ where f(1))|TARGET y|FUNCTION m")]
    [InlineData("CREATE MODEL m FROM(SELECT $x$)$x$, E'\\')' FROM t)TARGET y FUNCTION f", "CREATE MODEL m|FROM (SELECT $x$)$x$, E'\\')' FROM t)|TARGET y|FUNCTION f")]
    [InlineData("CREATE MODEL m FROM t TARGET y FUNCTION f AUTO (ON) PROBLEM_TYPE (regression) OBJECTIVE ('MSE')", "CREATE MODEL m|FROM t|TARGET y|FUNCTION f|AUTO ON|PROBLEM_TYPE REGRESSION|OBJECTIVE 'MSE'")]
    [InlineData("CREATE MODEL m FROM t TARGET y FUNCTION f PROBLEM_TYPE [BINARY_CLASSIFICATION] OBJECTIVE ['F1']", "CREATE MODEL m|FROM t|TARGET y|FUNCTION f|PROBLEM_TYPE BINARY_CLASSIFICATION|OBJECTIVE 'F1'")]
    [InlineData("CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE xgboost OBJECTIVE 'reg:squarederror' PREPROCESSORS 'none' HYPERPARAMETERS DEFAULT EXCEPT(NUM_ROUND '100',ETA 0.2, max_delta_step -1)", "CREATE MODEL m|FROM t|TARGET y|FUNCTION f|AUTO OFF|MODEL_TYPE XGBOOST|OBJECTIVE 'reg:squarederror'|PREPROCESSORS 'none'|HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '100', ETA '0.2', MAX_DELTA_STEP '-1')")]
    [InlineData("CREATE MODEL m FROM t FUNCTION f MODEL_TYPE KMEANS HYPERPARAMETERS DEFAULT EXCEPT (K '7') AUTO OFF", "CREATE MODEL m|FROM t|FUNCTION f|AUTO OFF|MODEL_TYPE KMEANS|HYPERPARAMETERS DEFAULT EXCEPT (K '7')")]
    [InlineData("CREATE MODEL m FROM t FUNCTION f MODEL_TYPE RANDOM_CUT_FOREST HYPERPARAMETERS DEFAULT", "CREATE MODEL m|FROM t|FUNCTION f|MODEL_TYPE RANDOM_CUT_FOREST|HYPERPARAMETERS DEFAULT")]
    [InlineData("CREATE MODEL m FROM t TARGET q MODEL_TYPE FORECAST OBJECTIVE 'AverageWeightedQuantileLoss' SETTINGS (HORIZON 5, FREQUENCY 'd', PERCENTILES '0.25, 0.5 ,mean')", "CREATE MODEL m|FROM t|TARGET q|MODEL_TYPE FORECAST|OBJECTIVE 'AverageWeightedQuantileLoss'|SETTINGS (HORIZON 5, FREQUENCY 'D', PERCENTILES '0.25,0.5,mean')")]
    [InlineData("CREATE MODEL m FROM t TARGET y FUNCTION f (int, a varchar(max)) RETURNS bool MODEL_TYPE MLP", "CREATE MODEL m|FROM t|TARGET y|FUNCTION f(int, a varchar) RETURNS boolean|MODEL_TYPE MLP")]
    // Names: our keywords are ordinary names; quotes allow everything
    [InlineData("CREATE MODEL model FROM target TARGET target FUNCTION function", "CREATE MODEL model|FROM target|TARGET target|FUNCTION function")]
    [InlineData("CREATE MODEL if FROM settings TARGET auto FUNCTION mean", "CREATE MODEL if|FROM settings|TARGET auto|FUNCTION mean")]
    [InlineData("CREATE MODEL \"a \"\"b\"\";é\".\"ü m\" FROM t TARGET \"FROM\" FUNCTION \"f g\"", "CREATE MODEL \"a \"\"b\"\";é\".\"ü m\"|FROM t|TARGET \"FROM\"|FUNCTION \"f g\"")]
    [InlineData("CREATE MODEL modèle FROM 表 TARGET 列 FUNCTION ƒ", "CREATE MODEL modèle|FROM 表|TARGET 列|FUNCTION ƒ")]
    [InlineData("/* a /* nested */ comment */ CREATE -- x\n MODEL m FROM t TARGET y FUNCTION f -- end", "CREATE MODEL m|FROM t|TARGET y|FUNCTION f")]
    // Models, shown and changed
    [InlineData("SHOW MODEL ALL", "SHOW MODEL ALL")]
    [InlineData("show models;", "SHOW MODEL ALL")]
    [InlineData("SHOW MODEL \"all\"", "SHOW MODEL \"all\"")]
    [InlineData("SHOW MODEL a.b ; ;", "SHOW MODEL a.b")]
    [InlineData("DROP MODEL m", "DROP MODEL m")]
    [InlineData("drop model if exists s.m;", "DROP MODEL IF EXISTS s.m")]
    [InlineData("ALTER MODEL s.m RENAME TO n", "ALTER MODEL s.m RENAME TO n")]
    [InlineData("ALTER MODEL m OWNER TO \"Bob\"", "ALTER MODEL m OWNER TO \"Bob\"")]
    [InlineData("ALTER MODEL m SET (CACHE OFF, SEED 0)", "ALTER MODEL m SET (CACHE OFF, SEED 0)")]
    [InlineData("ALTER MODEL m USE VERSION 3", "ALTER MODEL m USE VERSION 3")]
    // Rights
    [InlineData("GRANT CREATE MODEL TO bob", "GRANT CREATE MODEL TO bob")]
    [InlineData("GRANT CREATE MODEL TO bob WITH GRANT OPTION, ROLE r, GROUP g, PUBLIC", "GRANT CREATE MODEL TO bob WITH GRANT OPTION, ROLE r, GROUP g, PUBLIC")]
    [InlineData("GRANT EXECUTE ON MODEL a.b, c TO role", "GRANT EXECUTE ON MODEL a.b, c TO role")]
    [InlineData("grant all privileges on model m to bob", "GRANT ALL ON MODEL m TO bob")]
    [InlineData("REVOKE GRANT OPTION FOR EXECUTE ON MODEL m FROM bob, PUBLIC RESTRICT", "REVOKE GRANT OPTION FOR EXECUTE ON MODEL m FROM bob, PUBLIC")]
    [InlineData("REVOKE CREATE MODEL FROM bob", "REVOKE CREATE MODEL FROM bob")]
    // Endpoints
    [InlineData("CREATE ENDPOINT 'reviews' FOR MODEL s.m", "CREATE ENDPOINT 'reviews'|FOR MODEL s.m")]
    [InlineData("CREATE OR REPLACE ENDPOINT 'e' PROTOCOL OIP URL 'https://h/v2' CREDENTIAL 'c' SETTINGS (TIMEOUT_MS 500)", "CREATE OR REPLACE ENDPOINT 'e'|URL 'https://h/v2' PROTOCOL OIP|CREDENTIAL 'c'|SETTINGS (TIMEOUT_MS 500)")]
    [InlineData("create endpoint 'e' protocol (lambda)", "CREATE ENDPOINT 'e'|PROTOCOL LAMBDA")]
    [InlineData("SHOW ENDPOINT ALL", "SHOW ENDPOINT ALL")]
    [InlineData("SHOW ENDPOINT 'it''s'", "SHOW ENDPOINT 'it''s'")]
    [InlineData("DROP ENDPOINT IF EXISTS 'e'", "DROP ENDPOINT IF EXISTS 'e'")]
    // Functions of endpoints
    [InlineData("CREATE EXTERNAL FUNCTION f(int) RETURNS int VOLATILE SAGEMAKER 'e' IAM_ROLE default", "CREATE EXTERNAL FUNCTION f(int) RETURNS int|VOLATILE|SAGEMAKER 'e'|IAM_ROLE default")]
    [InlineData("create or replace external function f(a text) returns text lambda 'fn' stable settings (max_batch_rows 5)", "CREATE OR REPLACE EXTERNAL FUNCTION f(a text) RETURNS text|STABLE|LAMBDA 'fn'|SETTINGS (MAX_BATCH_ROWS 5)")]
    [InlineData("USING FUNCTION f(v VARCHAR) RETURNS VARCHAR TYPE SAGEMAKER_INVOKE_ENDPOINT WITH (sagemaker_endpoint = 'e') SELECT f(a)  FROM t ; ", "USING EXTERNAL FUNCTION f(v varchar) RETURNS varchar SAGEMAKER 'e'|SELECT f(a)  FROM t")]
    [InlineData("USING EXTERNAL FUNCTION f(v int) RETURNS double SAGEMAKER 'e', FUNCTION g(w int) RETURNS int TYPE LAMBDA_INVOKE WITH (lambda_name='l') WITH x AS (SELECT 1) SELECT ';' /* ; */", "USING EXTERNAL FUNCTION f(v int) RETURNS double precision SAGEMAKER 'e',|EXTERNAL FUNCTION g(w int) RETURNS int LAMBDA 'l'|WITH x AS (SELECT 1) SELECT ';'")]
    // COPY
    [InlineData("COPY t FROM 'x.csv' IAM_ROLE default IGNOREHEADER 1 FORMAT AS CSV", "COPY t|FROM 'x.csv'|IAM_ROLE default|FORMAT AS CSV|IGNOREHEADER 1")]
    [InlineData("copy s.t (a, \"b c\") from 's3://b/x' iam_role 'r' region 'us-east-1' csv gzip delimiter '\\t' null as ''", "COPY s.t (a, \"b c\")|FROM 's3://b/x'|IAM_ROLE 'r'|REGION 'us-east-1'|FORMAT AS CSV|DELIMITER '\t'|NULL AS ''|GZIP")]
    [InlineData("COPY t FROM 'x' FORMAT JSON 'auto'", "COPY t|FROM 'x'|FORMAT AS JSON")]
    [InlineData("COPY t FROM 'x' PARQUET", "COPY t|FROM 'x'|FORMAT AS PARQUET")]
    public void Statement_parses_and_prints_canonically(string text, string canonical)
    {
        var statement = StatementParser.Parse(text);
        var printed = StatementPrinter.Print(statement);
        Assert.Equal(canonical.Replace('|', '\n'), printed);
        Assert.Equal(statement, StatementParser.Parse(printed));
    }

    [Theory]
    [InlineData("CREATE MODEL [my m].[a]]b] FROM [t] TARGET [y] FUNCTION [f] PROBLEM_TYPE [REGRESSION] OBJECTIVE ['MSE']", "CREATE MODEL \"my m\".\"a]b\"|FROM \"t\"|TARGET \"y\"|FUNCTION \"f\"|PROBLEM_TYPE REGRESSION|OBJECTIVE 'MSE'")]
    [InlineData("CREATE MODEL m FUNCTION f(@x nvarchar(max), @y real[]) RETURNS bit SAGEMAKER N'e'", "CREATE MODEL m|FUNCTION f(@x varchar, @y real[]) RETURNS boolean|SAGEMAKER 'e'")]
    public void Statement_in_SQL_Servers_spelling_parses(string text, string canonical) =>
        Assert.Equal(canonical.Replace('|', '\n'), StatementParser.Parse(text, SqlDialect.SqlServer).ToString());

    [Fact]
    public void Every_example_of_the_grammar_parses_as_its_kind()
    {
        foreach (var entry in Grammar.Statements)
        {
            Assert.Equal(entry.Kind, StatementClassifier.Classify(entry.Example, SqlDialect.PostgreSql));
            Assert.Equal(StatementParser.Parse(entry.Example), StatementParser.Parse(StatementParser.Parse(entry.Example).ToString()));
        }
    }

    [Fact]
    public void The_grammar_has_an_entry_for_every_kind_of_statement() =>
        Assert.Equal(
            Enum.GetValues<StatementKind>().Except([StatementKind.PassThrough, StatementKind.ExternalModel]),
            Grammar.Statements.Select(entry => entry.Kind).Order());
}
