using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.SqlServer.TransactSql.ScriptDom;

namespace SqlInference.Dacpac;

/// <summary>
/// What the installer would run, taken apart: what a model of a database can hold, and what has to be run before and behind it.
/// Every statement goes to one of the three.
/// </summary>
public sealed class InstallScript
{
    readonly List<string> _definitions = [];
    readonly StringBuilder _before = new();
    readonly StringBuilder _behind = new();

    public InstallScript(string text)
    {
        foreach (var batch in Parse(text).Batches)
            Add(batch);
    }

    public IReadOnlyList<string> Definitions => _definitions;

    /// <summary>What stands before the first definition: checks and settings of the server.</summary>
    public string Before => _before.ToString();

    /// <summary>What makes use of definitions, or is none that the model knows.</summary>
    public string Behind => _behind.ToString();

    public static TSqlScript Parse(string text)
    {
        var parsed = new TSql150Parser(initialQuotedIdentifiers: true).Parse(new StringReader(text), out var errors);
        if (errors.Count > 0)
            throw new FormatException(string.Join("\n", errors.Select(error => $"({error.Line},{error.Column}) {error.Number} {error.Message}")));
        return (TSqlScript)parsed;
    }

    void Add(TSqlBatch batch)
    {
        var run = new List<string>();
        foreach (var statement in batch.Statements)
        {
            var definitions = Dacpac.Definitions.Of(statement).ToArray();
            if (definitions.Length > 0)
                _definitions.AddRange(definitions);
            // The package says of each object what the settings of its session are.
            else if (statement is not PredicateSetStatement)
                run.Add(Dacpac.Definitions.Text(statement));
        }

        if (run.Count > 0)
            (_definitions.Count == 0 ? _before : _behind).Append(string.Join("\n", run)).Append("\nGO\n");
    }
}
