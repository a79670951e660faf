using System;
using System.Collections.Generic;
using System.Data;
using System.Linq;
using SqlInference.SqlClr.Json;
using SqlInference.SqlClr.Scoring;

namespace SqlInference.SqlClr.Tests.Support;

/// <summary>A temporary table in memory, numbered from 1, whose statements are named and not interpreted. Holds whoever reads to one reader at a time.</summary>
sealed class MemoryRows : IStoredRows, IQuerySource
{
    public const string ReadStatement = "read";
    public const string WriteStatement = "write";

    readonly (string Name, Type Type)[] _columns;
    readonly Func<long, object?[]?> _row;
    readonly List<IDataReader> _readers = [];

    /// <param name="row">The values of a row by its number, from 1; null behind the last one.</param>
    public MemoryRows(Func<long, object?[]?> row, params (string Name, Type Type)[] columns)
    {
        _row = row;
        _columns = columns;
    }

    /// <summary>What was written of a row.</summary>
    public Dictionary<long, object?> Written { get; } = [];

    /// <summary>Where set, answers are counted and forgotten.</summary>
    public bool OnlyCounts { get; init; }

    public long WrittenCount { get; private set; }

    public List<int> BatchSizes { get; } = [];

    public IDataReader Read(string read, long after, int count)
    {
        if (read != ReadStatement)
            throw new InvalidOperationException(read);
        RequireNoReader();
        var table = Table([("sqlinference_row", typeof(long)), .. _columns]);
        for (var number = after + 1; number <= after + count && _row(number) is { } values; number++)
            table.Rows.Add([number, .. values.Select(value => value ?? DBNull.Value)]);
        return Open(table);
    }

    public void Write(string write, string answers)
    {
        if (write != WriteStatement)
            throw new InvalidOperationException(write);
        RequireNoReader();
        if (OnlyCounts)
        {
            // One bracket for each row, and one for all.
            WrittenCount += answers.Count(character => character == '[') - 1;
            return;
        }

        var pairs = (List<object?>)JsonParser.Parse(answers)!;
        BatchSizes.Add(pairs.Count);
        foreach (var pair in pairs.Cast<List<object?>>())
            Written.Add(long.Parse(((JsonNumber)pair[0]!).Text), pair[1]);
    }

    /// <summary>A caller's query: the same rows without their numbers.</summary>
    public IDataReader Run(string query)
    {
        RequireNoReader();
        var table = Table(_columns);
        for (long number = 1; _row(number) is { } values; number++)
            table.Rows.Add([.. values.Select(value => value ?? DBNull.Value)]);
        return Open(table);
    }

    static DataTable Table(IEnumerable<(string Name, Type Type)> columns)
    {
        var table = new DataTable();
        foreach (var (name, type) in columns)
            table.Columns.Add(name, type);
        return table;
    }

    IDataReader Open(DataTable table)
    {
        _readers.Add(table.CreateDataReader());
        return _readers.Last();
    }

    /// <summary>The session's own connection has one reader at a time.</summary>
    void RequireNoReader()
    {
        if (_readers.Any(reader => !reader.IsClosed))
            throw new InvalidOperationException("a reader is open");
        _readers.Clear();
    }
}
