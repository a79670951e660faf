using System.Data.SqlTypes;
using Microsoft.SqlServer.Server;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Scoring;
using SqlInference.SqlClr.Service;
using SqlInference.SqlClr.Training;

namespace SqlInference.SqlClr;

/// <summary>
/// What the procedures of schema sqlinference leave to .NET. Errors come back as number and message, for THROW: an exception would reach
/// the user as error 6522, whatever it is.
/// </summary>
public static class Steps
{
    /// <summary>One request of the registry API and its answer.</summary>
    [SqlProcedure]
    public static void Ask(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString method, SqlString path, [SqlFacet(MaxSize = -1)] SqlString body,
        [SqlFacet(MaxSize = -1)] out SqlString answer, out SqlInt32 errorNumber, [SqlFacet(MaxSize = -1)] out SqlString errorMessage)
    {
        answer = SqlString.Null;
        (errorNumber, errorMessage) = (SqlInt32.Null, SqlString.Null);
        try
        {
            answer = Registry.Ask(Connection.Of(service, token, timeoutMs, user, roles), method.Value, path.Value, body.IsNull ? null : body.Value);
        }
        catch (InferenceError error)
        {
            (errorNumber, errorMessage) = (error.Number, error.Message);
        }
    }

    /// <summary>Scores the temporary table that <paramref name="read"/> reads and <paramref name="write"/> writes.</summary>
    [SqlProcedure]
    public static void ScoreRows(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, [SqlFacet(MaxSize = -1)] SqlString parameters,
        [SqlFacet(MaxSize = -1)] SqlString read, [SqlFacet(MaxSize = -1)] SqlString write, SqlInt32 batchRows,
        out SqlInt64 rows, out SqlInt32 errorNumber, [SqlFacet(MaxSize = -1)] out SqlString errorMessage)
    {
        rows = 0;
        (errorNumber, errorMessage) = (SqlInt32.Null, SqlString.Null);
        try
        {
            var connection = Connection.Of(service, token, timeoutMs, user, roles);
            var call = ModelCall.Of(model, version, output, returns, parameters);
            using var context = new ContextRows();
            rows = ScoreRows(context, connection, call, read.Value, write.Value, batchRows.Value);
        }
        catch (InferenceError error)
        {
            (errorNumber, errorMessage) = (error.Number, error.Message);
        }
    }

    /// <summary>Sends the temporary table that <paramref name="read"/> reads to be trained on.</summary>
    [SqlProcedure]
    public static void UploadRows(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString path, [SqlFacet(MaxSize = -1)] SqlString columns, [SqlFacet(MaxSize = -1)] SqlString read, SqlInt32 batchRows,
        [SqlFacet(MaxSize = -1)] out SqlString answer, out SqlInt32 errorNumber, [SqlFacet(MaxSize = -1)] out SqlString errorMessage)
    {
        answer = SqlString.Null;
        (errorNumber, errorMessage) = (SqlInt32.Null, SqlString.Null);
        try
        {
            using var context = new ContextRows();
            answer = UploadRows(context, Connection.Of(service, token, timeoutMs, user, roles), path.Value, Parameter.Read(columns.Value), read.Value, batchRows.Value);
        }
        catch (InferenceError error)
        {
            (errorNumber, errorMessage) = (error.Number, error.Message);
        }
    }

    internal static long ScoreRows(IStoredRows stored, Connection connection, ModelCall call, string read, string write, int batchRows) =>
        new TableScoring(new(connection, call, Queries.NewName()), call).Run(stored, read, write, batchRows);

    internal static string UploadRows(IStoredRows stored, Connection connection, string path, Parameter[] columns, string read, int batchRows) =>
        Registry.Checked(new RowUpload(connection, columns).Run(stored, read, path, batchRows), "The training rows were not sent", connection);
}
