using System;
using System.Data.SqlTypes;
using Microsoft.SqlServer.Server;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Rows;
using SqlInference.SqlClr.Scoring;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr;

/// <summary>
/// What prediction functions are made of, one for each type that they return: one row, one answer. They read no data: the modules of
/// schema sqlinference that call them pass the settings on, and nobody else may call them.
/// </summary>
public static class PredictionFunctions
{
    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    public static SqlBoolean PredictBit(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? PredictionValues.Bit(answer, 0) : SqlBoolean.Null;

    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    public static SqlInt16 PredictSmallInt(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? (short)PredictionValues.Integer(answer, 0, short.MinValue, short.MaxValue) : SqlInt16.Null;

    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    public static SqlInt32 PredictInt(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? (int)PredictionValues.Integer(answer, 0, int.MinValue, int.MaxValue) : SqlInt32.Null;

    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    public static SqlInt64 PredictBigInt(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? PredictionValues.Integer(answer, 0, long.MinValue, long.MaxValue) : SqlInt64.Null;

    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    public static SqlSingle PredictReal(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? PredictionValues.Real(answer, 0) : SqlSingle.Null;

    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    public static SqlDouble PredictFloat(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? PredictionValues.Float(answer, 0) : SqlDouble.Null;

    /// <summary>The digits, which the function that calls this casts to its type: a CLR function has one precision and scale for ever.</summary>
    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    [return: SqlFacet(MaxSize = 41)]
    public static SqlString PredictDecimal(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? PredictionValues.Decimal(answer, 0) : SqlString.Null;

    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    [return: SqlFacet(MaxSize = -1)]
    public static SqlString PredictText(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? PredictionValues.Text(answer, 0) : SqlString.Null;

    /// <summary>A moment in UTC, of which functions make dates and datetimeoffsets too.</summary>
    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    public static DateTime? PredictMoment(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes arguments) =>
        Ask(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), arguments) is { } answer
            ? PredictionValues.Moment(answer, 0) : null;

    /// <summary>What sqlinference.collect has collected, scored: <c>[{"row_no", "prediction"}]</c>.</summary>
    [SqlFunction(DataAccess = DataAccessKind.None, SystemDataAccess = SystemDataAccessKind.None, IsDeterministic = false, IsPrecise = false)]
    [return: SqlFacet(MaxSize = -1)]
    public static SqlString ScoreCollected(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlBytes rows)
    {
        if (rows.IsNull)
            return SqlString.Null;
        var call = ModelCall.Of(model, version, output, returns, parameters);
        return CollectedRows.Score(new(Connection.Of(service, token, timeoutMs, user, roles), call), call, rows.Value);
    }

    /// <summary>Null where the answer is NULL.</summary>
    static Predictions? Ask(Connection connection, ModelCall call, SqlBytes arguments)
    {
        var row = new Columns(call.Parameters);
        PackedArguments.AddTo(row, arguments.IsNull ? [] : arguments.Value);
        if (ModelCall.IsNullIn(row))
            return null;
        var answer = new InferenceExchange(connection, call).Ask(row);
        return answer.IsNull(0) ? null : answer;
    }
}
