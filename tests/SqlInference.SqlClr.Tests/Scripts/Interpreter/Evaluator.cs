using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.SqlServer.TransactSql.ScriptDom;
using SqlInference.SqlClr.Json;

namespace SqlInference.SqlClr.Tests.Scripts.Interpreter;

/// <summary>Expressions over the variables of one call. Texts are compared as most collations do: whatever their case.</summary>
sealed class Evaluator
{
    readonly ScriptFunctions _functions;
    readonly Dictionary<string, (DataTypeReference Type, object? Value)> _variables;

    public Evaluator(ScriptFunctions functions, Dictionary<string, (DataTypeReference Type, object? Value)> variables)
    {
        _functions = functions;
        _variables = variables;
    }

    /// <summary>The rows of the query that an expression stands in, by their columns as the expression names them: p.name.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Rows { get; init; } = [];

    /// <summary>Functions that ask the database.</summary>
    public Func<string, object?[], object?> Database { get; init; } = (name, _) => throw new NotSupportedException(name);

    IReadOnlyDictionary<string, object?>? Row { get; init; }

    public void Declare(DeclareVariableElement variable) =>
        _variables[variable.VariableName.Value] = (variable.DataType, variable.Value is null ? null : Casts.Assign(variable.DataType, Value(variable.Value)));

    public void Assign(string name, object? value) => _variables[name] = (_variables[name].Type, Casts.Assign(_variables[name].Type, value));

    public object? Value(ScalarExpression expression) => expression switch
    {
        StringLiteral literal => literal.Value,
        IntegerLiteral literal => long.Parse(literal.Value, CultureInfo.InvariantCulture),
        BinaryLiteral literal => BytesOf(literal.Value.Substring(2)),
        NullLiteral => null,
        VariableReference variable => _variables[variable.Name].Value,
        ColumnReferenceExpression column => Row![string.Join(".", column.MultiPartIdentifier.Identifiers.Select(part => part.Value))],
        ParenthesisExpression parenthesis => Value(parenthesis.Expression),
        BinaryExpression binary => Combine(binary.BinaryExpressionType, Value(binary.FirstExpression), Value(binary.SecondExpression)),
        CastCall cast => Casts.Cast(cast.DataType, Value(cast.Parameter)),
        ConvertCall { Style: not null } convert => Casts.Hex((byte[])Value(convert.Parameter)!),
        ConvertCall convert => Casts.Cast(convert.DataType, Value(convert.Parameter)),
        CoalesceExpression coalesce => coalesce.Expressions.Select(Value).FirstOrDefault(value => value is not null),
        SearchedCaseExpression searched => Value(searched.WhenClauses.FirstOrDefault(when => IsTrue(when.WhenExpression))?.ThenExpression ?? searched.ElseExpression ?? new NullLiteral()),
        SimpleCaseExpression simple => Value(simple.WhenClauses.FirstOrDefault(when => Compare(Value(simple.InputExpression), Value(when.WhenExpression)) == 0)?.ThenExpression
            ?? simple.ElseExpression ?? new NullLiteral()),
        LeftFunctionCall left => Value(left.Parameters[0]) is string text ? text.Substring(0, (int)Math.Min(text.Length, (long)Value(left.Parameters[1])!)) : null,
        FunctionCall { CallTarget: MultiPartIdentifierCallTarget } call => _functions.Call(call.FunctionName.Value, [.. call.Parameters.Select(Value)]),
        FunctionCall { FunctionName.Value: "STRING_AGG" } call => Joined(call.Parameters[0], (string)Value(call.Parameters[1])!),
        FunctionCall { FunctionName.Value: "CONCAT" } call => string.Concat(call.Parameters.Select(Value)),
        FunctionCall { FunctionName.Value: "OBJECT_ID" or "USER_NAME" } call => Database(call.FunctionName.Value, [.. call.Parameters.Select(Value)]),
        FunctionCall { FunctionName.Value: "DATEDIFF_BIG" } call => Micros(Value(call.Parameters[1])!, Value(call.Parameters[2])),
        FunctionCall call => BuiltIn(call.FunctionName.Value.ToUpperInvariant(), [.. call.Parameters.Select(Value)]),
        _ => throw new NotSupportedException(expression.GetType().Name),
    };

    /// <summary>What is unknown because of a NULL is not true.</summary>
    public bool IsTrue(BooleanExpression expression) => expression switch
    {
        BooleanParenthesisExpression parenthesis => IsTrue(parenthesis.Expression),
        BooleanBinaryExpression { BinaryExpressionType: BooleanBinaryExpressionType.And } both => IsTrue(both.FirstExpression) && IsTrue(both.SecondExpression),
        BooleanBinaryExpression either => IsTrue(either.FirstExpression) || IsTrue(either.SecondExpression),
        BooleanIsNullExpression isNull => Value(isNull.Expression) is null != isNull.IsNot,
        BooleanComparisonExpression comparison => Compare(Value(comparison.FirstExpression), Value(comparison.SecondExpression)) is { } order && comparison.ComparisonType switch
        {
            BooleanComparisonType.Equals => order == 0,
            BooleanComparisonType.NotEqualToBrackets => order != 0,
            BooleanComparisonType.LessThan => order < 0,
            BooleanComparisonType.LessThanOrEqualTo => order <= 0,
            BooleanComparisonType.GreaterThan => order > 0,
            _ => throw new NotSupportedException(comparison.ComparisonType.ToString()),
        },
        BooleanNotExpression not => !IsTrue(not.Expression),
        BooleanTernaryExpression { TernaryExpressionType: BooleanTernaryExpressionType.Between } between =>
            Compare(Value(between.FirstExpression), Value(between.SecondExpression)) >= 0 && Compare(Value(between.FirstExpression), Value(between.ThirdExpression)) <= 0,
        InPredicate { NotDefined: false } inList => inList.Values.Any(value => Compare(Value(inList.Expression), Value(value)) == 0),
        LikePredicate { NotDefined: false } like => Value(like.FirstExpression) is string text && Regex.IsMatch(text, Pattern((string)Value(like.SecondExpression)!), RegexOptions.Singleline),
        _ => throw new NotSupportedException(expression.GetType().Name),
    };

    string? Joined(ScalarExpression part, string separator)
    {
        var parts = Rows.Select(row => (string?)new Evaluator(_functions, _variables) { Row = row, Database = Database }.Value(part)).Where(text => text is not null).ToArray();
        return parts.Length == 0 ? null : string.Join(separator, parts);
    }

    static object? Combine(BinaryExpressionType operation, object? first, object? second) => (operation, first, second) switch
    {
        (_, null, _) or (_, _, null) => null,
        (BinaryExpressionType.Add, string one, string other) => one + other,
        (BinaryExpressionType.Add, byte[] one, byte[] other) => (byte[])[.. one, .. other],
        (BinaryExpressionType.Add, long one, long other) => one + other,
        (BinaryExpressionType.Subtract, long one, long other) => one - other,
        (BinaryExpressionType.Multiply, long one, long other) => one * other,
        (BinaryExpressionType.Divide, long one, long other) => one / other,
        (BinaryExpressionType.Modulo, long one, long other) => one % other,
        _ => throw new NotSupportedException($"{operation} of {first.GetType().Name} and {second.GetType().Name}"),
    };

    static int? Compare(object? first, object? second) => (first, second) switch
    {
        (null, _) or (_, null) => null,
        (string one, string other) => string.Compare(one.TrimEnd(' '), other.TrimEnd(' '), StringComparison.OrdinalIgnoreCase),
        (long one, long other) => one.CompareTo(other),
        _ => throw new NotSupportedException($"{first.GetType().Name} beside {second.GetType().Name}"),
    };

    static object? BuiltIn(string name, object?[] arguments) => arguments.Contains(null) ? null
        : (name, arguments[0], arguments.ElementAtOrDefault(1), arguments.ElementAtOrDefault(2)) switch
        {
            ("REPLACE", string text, string old, string now) => text.Replace(old, now),
            ("LOWER", string text, _, _) => text.ToLowerInvariant(),
            ("RTRIM", string text, _, _) => text.TrimEnd(' '),
            ("LEN", string text, _, _) => (long)text.TrimEnd(' ').Length,
            ("DATALENGTH", string text, _, _) => 2L * text.Length,
            ("DATALENGTH", byte[] bytes, _, _) => (long)bytes.Length,
            ("CHARINDEX", string part, string text, _) => text.IndexOf(part, StringComparison.OrdinalIgnoreCase) + 1L,
            ("UNICODE", string text, _, _) => text.Length == 0 ? null : (long)text[0],
            ("STRING_ESCAPE", string text, _, _) => Escaped(new StringBuilder().AppendJson(text).ToString()),
            ("NCHAR", long unit, _, _) => ((char)unit).ToString(),
            ("QUOTENAME", string text, _, _) => text.Length > 128 ? null : $"[{text.Replace("]", "]]")}]",
            ("SUBSTRING", string text, long start, long count) => start > text.Length ? "" : text.Substring((int)start - 1, (int)Math.Min(count, text.Length - start + 1)),
            ("SUBSTRING", byte[] bytes, long start, long count) => bytes.Skip((int)start - 1).Take((int)count).ToArray(),
            ("SWITCHOFFSET", DateTimeOffset moment, long, _) => moment.UtcDateTime,
            _ => throw new NotSupportedException(name),
        };

    static string Escaped(string json) => json.Substring(1, json.Length - 2);

    static long? Micros(object from, object? to) => to is DateTime moment ? (long)Math.Floor((moment - (DateTime)from).Ticks / 10.0) : null;

    static byte[] BytesOf(string hex) => [.. Enumerable.Range(0, hex.Length / 2).Select(i => byte.Parse(hex.Substring(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    static string Pattern(string like)
    {
        var pattern = new StringBuilder("^");
        for (var i = 0; i < like.Length; i++)
        {
            if (like[i] == '[')
            {
                var end = like.IndexOf(']', i);
                pattern.Append(like.Substring(i, end - i + 1));
                i = end;
            }
            else
            {
                pattern.Append(like[i] switch { '%' => ".*", '_' => ".", _ => Regex.Escape(like[i].ToString()) });
            }
        }

        return pattern.Append('$').ToString().Replace("$", "\\z");
    }
}
