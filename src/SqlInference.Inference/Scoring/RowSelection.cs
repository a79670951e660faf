using System.Numerics;
using SqlInference.Inference.Columns;

namespace SqlInference.Inference.Scoring;

/// <summary>
/// Which rows of a request the backend has to see, and where each row's answer comes from: NULL, the backend, an equal
/// row of the same request, or the cache. Reused from request to request.
/// </summary>
sealed class RowSelection
{
    /// <summary>The source of a row that is answered with NULL.</summary>
    public const int Null = -1;

    readonly RowKeys _keys = new();
    int[] _sources = [];
    int[] _selected = [];
    int[] _slots = [];
    ulong[] _answers = [];

    public int RowCount { get; private set; }

    /// <summary>The rows that go to the backend, in order.</summary>
    public ReadOnlySpan<int> Selected => _selected.AsSpan(0, SelectedCount);

    public int SelectedCount { get; private set; }

    public int NullCount { get; private set; }

    public int DuplicateCount { get; private set; }

    /// <summary>How many rows the cache answered.</summary>
    public int CachedCount { get; private set; }

    public bool IsEverything => SelectedCount == RowCount;

    /// <summary>
    /// For every row: <see cref="Null"/>; below <see cref="SelectedCount"/>, the position of its answer in the backend's
    /// result; beyond, the position in <see cref="Answers"/> of what the cache answered.
    /// </summary>
    public ReadOnlySpan<int> Sources => _sources.AsSpan(0, RowCount);

    /// <summary>Room for the backend's answers in front; those of the cache, the first one last, at the end.</summary>
    public Span<ulong> Answers => _answers.AsSpan(0, RowCount);

    /// <summary>Selects every row that has a value wherever the model needs one.</summary>
    public void SelectValid(ColumnBatch batch, ReadOnlySpan<bool> acceptsNull)
    {
        Begin(batch.RowCount);
        var mayBeNull = MayHaveNull(batch, acceptsNull);
        for (var row = 0; row < batch.RowCount; row++)
        {
            if (!mayBeNull || IsComplete(batch, acceptsNull, row))
                Select(row);
            else
                MarkNull(row);
        }
    }

    /// <summary>As <see cref="SelectValid"/>, each distinct row once, and those that the cache knows not at all.</summary>
    public void SelectDistinct(ColumnBatch batch, ReadOnlySpan<bool> acceptsNull, AnswerCache? cache)
    {
        Begin(batch.RowCount);
        _keys.Compute(batch);
        var first = _keys.First;
        var second = _keys.Second;
        var mayBeNull = MayHaveNull(batch, acceptsNull);
        var mask = 0;
        for (var row = 0; row < batch.RowCount; row++)
        {
            if (mayBeNull && !IsComplete(batch, acceptsNull, row))
                MarkNull(row);
            else if (cache != null && cache.TryGet(first[row], second[row], out var answer))
                Recall(row, answer);
            else
                SelectOnce(row, mask = mask == 0 ? PrepareSlots(batch.RowCount) : mask);
        }
    }

    /// <summary>Puts the backend's answers to the selected rows into the cache.</summary>
    public void Remember(AnswerCache cache, ReadOnlySpan<ulong> answers, in ColumnView validity)
    {
        for (var i = 0; i < SelectedCount; i++)
        {
            if (validity.IsValid(i))
                cache.Add(_keys.First[_selected[i]], _keys.Second[_selected[i]], answers[i]);
        }
    }

    void SelectOnce(int row, int mask)
    {
        // A slot holds the first row with its key, plus one.
        var first = _keys.First;
        var second = _keys.Second;
        var slot = (int)(first[row] >> 33) & mask;
        int earlier;
        while ((earlier = _slots[slot]) != 0 && (first[earlier - 1] != first[row] || second[earlier - 1] != second[row]))
            slot = (slot + 1) & mask;
        if (earlier != 0)
        {
            _sources[row] = _sources[earlier - 1];
            DuplicateCount++;
            return;
        }

        _slots[slot] = row + 1;
        Select(row);
    }

    static unsafe bool MayHaveNull(ColumnBatch batch, ReadOnlySpan<bool> acceptsNull)
    {
        for (var column = 0; column < batch.ColumnCount; column++)
        {
            if (!acceptsNull[column] && batch[column].Validity != null)
                return true;
        }

        return false;
    }

    static bool IsComplete(ColumnBatch batch, ReadOnlySpan<bool> acceptsNull, int row)
    {
        for (var column = 0; column < batch.ColumnCount; column++)
        {
            if (!acceptsNull[column] && !batch[column].IsValid(row))
                return false;
        }

        return true;
    }

    void Begin(int rows)
    {
        RowCount = rows;
        SelectedCount = NullCount = DuplicateCount = CachedCount = 0;
        if (_sources.Length >= rows)
            return;
        _sources = new int[rows];
        _selected = new int[rows];
        _answers = new ulong[rows];
    }

    int PrepareSlots(int rows)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, rows * 2));
        if (_slots.Length < size)
            _slots = new int[size];
        else
            _slots.AsSpan(0, size).Clear();
        return size - 1;
    }

    void Select(int row)
    {
        _sources[row] = SelectedCount;
        _selected[SelectedCount++] = row;
    }

    // From the end on, because how many will be selected is not known yet; together they are no more than the rows.
    void Recall(int row, ulong answer)
    {
        var position = RowCount - ++CachedCount;
        _sources[row] = position;
        _answers[position] = answer;
    }

    void MarkNull(int row)
    {
        _sources[row] = Null;
        NullCount++;
    }
}
