namespace SqlInference.Training.Ngrams;

/// <summary>In how many texts each of some numbered things is; texts are counted one after the other.</summary>
sealed class DocumentCounts
{
    int[] _documents = new int[1024];
    int[] _last = new int[1024];
    int _length;

    public int this[int thing] => _documents[thing];

    public void Count(int thing, int document)
    {
        if (thing >= _length)
            Extend(thing + 1);
        // 0 stands for none.
        if (_last[thing] == document + 1)
            return;
        _last[thing] = document + 1;
        _documents[thing]++;
    }

    public void Move(int from, int to)
    {
        _documents[to] = _documents[from];
        _last[to] = _last[from];
    }

    public void Truncate(int length)
    {
        _documents.AsSpan(length, _length - length).Clear();
        _last.AsSpan(length, _length - length).Clear();
        _length = length;
    }

    void Extend(int length)
    {
        if (length > _documents.Length)
        {
            Array.Resize(ref _documents, Math.Max(length, _documents.Length * 2));
            Array.Resize(ref _last, _documents.Length);
        }

        _length = length;
    }
}
