namespace SqlInference.Inference.Formats;

/// <summary>What <see cref="CsvFields.Read"/> found.</summary>
public enum CsvStatus
{
    /// <summary>A field, in <see cref="CsvFields.Raw"/>.</summary>
    Field,

    /// <summary>The block ends within a field and more is to come: keep the bytes from <see cref="CsvFields.Consumed"/> on.</summary>
    NeedMore,

    /// <summary>The text has ended.</summary>
    End,

    /// <summary>The text ends within quotes.</summary>
    UnclosedQuote,

    /// <summary>Something other than blanks, a comma or a line break stands behind a closing quote.</summary>
    TextAfterQuote,
}
