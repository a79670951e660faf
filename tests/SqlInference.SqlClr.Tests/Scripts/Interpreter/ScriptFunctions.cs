using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SqlInference.SqlClr.Tests.Scripts.Interpreter;

/// <summary>
/// The scalar functions of the scripts, interpreted from their syntax trees: as much of T-SQL as they are written in, with its cuts of what is too
/// long for a variable. What it does not know, it refuses.
/// </summary>
sealed class ScriptFunctions
{
    readonly Dictionary<string, FunctionStatementBody> _functions = new(StringComparer.OrdinalIgnoreCase);

    public ScriptFunctions(params string[] files)
    {
        foreach (var function in files.SelectMany(file => ScriptFiles.Parse(ScriptFiles.Text(file)).Batches).SelectMany(batch => batch.Statements).OfType<FunctionStatementBody>())
            _functions[function.Name.BaseIdentifier.Value] = function;
    }

    /// <summary>What is called instead of a function of this schema that is not in the scripts.</summary>
    public Func<string, object?[], object?> Missing { get; init; } = (name, _) => throw new NotSupportedException(name);

    public object? Call(string name, params object?[] arguments) =>
        _functions.TryGetValue(name, out var function) ? Call(function, arguments) : Missing(name, arguments);

    public string? Text(string name, params object?[] arguments) => (string?)Call(name, arguments);

    public object? Call(FunctionStatementBody function, params object?[] arguments)
    {
        var variables = new Dictionary<string, (DataTypeReference Type, object? Value)>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < function.Parameters.Count; i++)
            variables[function.Parameters[i].VariableName.Value] = (function.Parameters[i].DataType, Casts.Assign(function.Parameters[i].DataType, arguments[i]));
        var evaluator = new Evaluator(this, variables);
        if (!Run(function.StatementList.Statements, evaluator, out var result))
            throw new InvalidOperationException($"{function.Name.BaseIdentifier.Value} returns nothing");
        return Casts.Assign(((ScalarFunctionReturnType)function.ReturnType).DataType, result);
    }

    /// <summary>Whether a RETURN was come to.</summary>
    static bool Run(IEnumerable<TSqlStatement> statements, Evaluator evaluator, out object? result)
    {
        foreach (var statement in statements)
        {
            if (Run(statement, evaluator, out result))
                return true;
        }

        result = null;
        return false;
    }

    static bool Run(TSqlStatement statement, Evaluator evaluator, out object? result)
    {
        result = null;
        switch (statement)
        {
            case BeginEndBlockStatement block:
                return Run(block.StatementList.Statements, evaluator, out result);
            case DeclareVariableStatement declaration:
                foreach (var variable in declaration.Declarations)
                    evaluator.Declare(variable);
                return false;
            case SetVariableStatement assignment:
                evaluator.Assign(assignment.Variable.Name, evaluator.Value(assignment.Expression));
                return false;
            case IfStatement condition:
                var branch = evaluator.IsTrue(condition.Predicate) ? condition.ThenStatement : condition.ElseStatement;
                return branch is not null && Run(branch, evaluator, out result);
            case WhileStatement loop:
                while (evaluator.IsTrue(loop.Predicate))
                {
                    if (Run(loop.Statement, evaluator, out result))
                        return true;
                }

                return false;
            case ReturnStatement returning:
                result = evaluator.Value(returning.Expression);
                return true;
            default:
                throw new NotSupportedException(statement.GetType().Name);
        }
    }
}
