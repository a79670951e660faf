namespace SqlInference.Cli.Shell;

/// <summary>The lines that were entered, the newest last, kept in a file that only its owner may read.</summary>
sealed class LineHistory
{
    const int Kept = 1000;

    readonly string _path;
    readonly List<string> _lines = [];

    public LineHistory(string path)
    {
        _path = path;
        Quietly(Load);
    }

    public int Count => _lines.Count;

    public string this[int index] => _lines[index];

    public void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line) || (_lines.Count > 0 && _lines[^1] == line))
            return;
        _lines.Add(line);
        Quietly(() =>
        {
            using var writer = new StreamWriter(_path, OpenForOwner(FileMode.Append));
            writer.Write($"{line}\n");
        });
    }

    /// <summary>The newest line before <paramref name="before"/> that holds the text, or -1.</summary>
    public int FindBackwards(string text, int before)
    {
        for (var index = Math.Min(before, _lines.Count) - 1; index >= 0; index--)
        {
            if (_lines[index].Contains(text, StringComparison.OrdinalIgnoreCase))
                return index;
        }

        return -1;
    }

    void Load()
    {
        if (!File.Exists(_path))
            return;
        var lines = File.ReadAllLines(_path);
        _lines.AddRange(lines.TakeLast(Kept));
        if (lines.Length <= 2 * Kept)
            return;
        using var writer = new StreamWriter(_path, OpenForOwner(FileMode.Create));
        foreach (var line in _lines)
            writer.Write($"{line}\n");
    }

    static FileStreamOptions OpenForOwner(FileMode mode) => new()
    {
        Mode = mode,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };

    /// <summary>A history that cannot be kept is no reason to stop working.</summary>
    static void Quietly(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }
}
