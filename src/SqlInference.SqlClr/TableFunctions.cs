using System;
using System.Collections;
using System.Collections.Generic;
using System.Data.SqlTypes;
using Microsoft.SqlServer.Server;
using SqlInference.SqlClr.Inference;
using SqlInference.SqlClr.Scoring;
using SqlInference.SqlClr.Service;

namespace SqlInference.SqlClr;

/// <summary>
/// A query's rows with their predictions, one function for each type of these. Everything is read and scored before the first row is
/// answered, for what fills rows may read no data; a limit bounds what that takes.
/// </summary>
public static class TableFunctions
{
    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillBit), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction bit")]
    public static IEnumerable ScoreBit(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillBit(object row, out SqlInt64 rowNo, out SqlString rowJson, out SqlBoolean prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? PredictionValues.Bit(predictions, index) : SqlBoolean.Null;
    }

    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillSmallInt), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction smallint")]
    public static IEnumerable ScoreSmallInt(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillSmallInt(object row, out SqlInt64 rowNo, out SqlString rowJson, out SqlInt16 prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? (short)PredictionValues.Integer(predictions, index, short.MinValue, short.MaxValue) : SqlInt16.Null;
    }

    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillInt), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction int")]
    public static IEnumerable ScoreInt(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillInt(object row, out SqlInt64 rowNo, out SqlString rowJson, out SqlInt32 prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? (int)PredictionValues.Integer(predictions, index, int.MinValue, int.MaxValue) : SqlInt32.Null;
    }

    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillBigInt), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction bigint")]
    public static IEnumerable ScoreBigInt(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillBigInt(object row, out SqlInt64 rowNo, out SqlString rowJson, out SqlInt64 prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? PredictionValues.Integer(predictions, index, long.MinValue, long.MaxValue) : SqlInt64.Null;
    }

    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillReal), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction real")]
    public static IEnumerable ScoreReal(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillReal(object row, out SqlInt64 rowNo, out SqlString rowJson, out SqlSingle prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? PredictionValues.Real(predictions, index) : SqlSingle.Null;
    }

    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillFloat), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction float")]
    public static IEnumerable ScoreFloat(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillFloat(object row, out SqlInt64 rowNo, out SqlString rowJson, out SqlDouble prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? PredictionValues.Float(predictions, index) : SqlDouble.Null;
    }

    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillDecimal), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction nvarchar(41)")]
    public static IEnumerable ScoreDecimal(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillDecimal(object row, out SqlInt64 rowNo, out SqlString rowJson, out SqlString prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? PredictionValues.Decimal(predictions, index) : SqlString.Null;
    }

    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillText), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction nvarchar(max)")]
    public static IEnumerable ScoreText(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillText(object row, out SqlInt64 rowNo, out SqlString rowJson, out SqlString prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? PredictionValues.Text(predictions, index) : SqlString.Null;
    }

    [SqlFunction(DataAccess = DataAccessKind.Read, SystemDataAccess = SystemDataAccessKind.Read, IsDeterministic = false, IsPrecise = false,
        FillRowMethodName = nameof(FillMoment), TableDefinition = "row_no bigint, row_json nvarchar(max), prediction datetime2")]
    public static IEnumerable ScoreMoment(
        SqlString service, SqlString token, SqlInt32 timeoutMs, SqlString user, SqlString roles,
        SqlString model, SqlInt32 version, SqlString output, SqlString returns, SqlString parameters, SqlString query, SqlInt32 mostRows) =>
        Score(Connection.Of(service, token, timeoutMs, user, roles), ModelCall.Of(model, version, output, returns, parameters), query, mostRows);

    public static void FillMoment(object row, out SqlInt64 rowNo, out SqlString rowJson, out DateTime? prediction)
    {
        var scored = Fill(row, out rowNo, out rowJson);
        prediction = scored.Prediction is var (predictions, index) ? PredictionValues.Moment(predictions, index) : null;
    }

    static List<ScoredRow> Score(Connection connection, ModelCall call, SqlString query, SqlInt32 mostRows)
    {
        using var context = new ContextRows();
        return QueryScoring.Run(context, connection, call, query, mostRows);
    }

    static ScoredRow Fill(object row, out SqlInt64 rowNo, out SqlString rowJson)
    {
        var scored = (ScoredRow)row;
        (rowNo, rowJson) = (scored.Number, scored.Json);
        return scored;
    }
}
