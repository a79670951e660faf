using System.IO.Compression;
using System.Text;
using SqlInference.Errors;

namespace SqlInference.Service.Tests;

/// <summary>Redshift's COPY, from local files.</summary>
public sealed class CopyTests : IDisposable
{
    readonly Workplace _work = new();

    public CopyTests() => _work.Run("CREATE TABLE t (id int, body varchar, stars double)");

    public void Dispose() => _work.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Header_lines_are_left_out_and_quotes_are_those_of_RFC_4180(string lineEnd)
    {
        Write("t.csv", "id,body,stars|from,the,export|1,\"good, really\",5|2,\"line\nbreak \"\"and quotes\"\"\",4.5|3,,|".Replace("|", lineEnd, StringComparison.Ordinal));
        Assert.Equal(3, Copy("t.csv", "IAM_ROLE default IGNOREHEADER 2 FORMAT AS CSV"));
        Assert.Equal(["1|good, really|5.0", "2|line\nbreak \"and quotes\"|4.5", "3|NULL|NULL"], Rows());
    }

    [Fact]
    public void Delimiter_and_null_are_as_stated()
    {
        Write("t.tsv", "1\tNA\t5\n2\t\"b\tc\"\tNA\n");
        Copy("t.tsv", @"FORMAT AS CSV DELIMITER '\t' NULL AS 'NA'");
        Assert.Equal(["1|NULL|5.0", "2|b\tc|NULL"], Rows());
    }

    [Fact]
    public void Without_a_format_fields_are_separated_by_bars_and_quotes_mean_nothing()
    {
        Write("t.txt", "1|say \"hi\"|5\n");
        Copy("t.txt", "IAM_ROLE default");
        Assert.Equal(["1|say \"hi\"|5.0"], Rows());
    }

    [Fact]
    public void Columns_may_be_named()
    {
        Write("t.csv", "5,1\n");
        _work.Run("COPY public.t (stars, id) FROM 't.csv' FORMAT CSV");
        Assert.Equal(["1|NULL|5.0"], Rows());
    }

    [Fact]
    public void Compressed_files_are_unpacked()
    {
        using (var file = File.Create(_work.Folder["t.csv.gz"]))
        using (var zip = new GZipStream(file, CompressionLevel.Fastest))
            zip.Write("1,a,5\n"u8);
        Copy("t.csv.gz", "CSV GZIP");
        Assert.Equal(["1|a|5.0"], Rows());
    }

    [Fact]
    public void Parquet_and_JSON_are_read()
    {
        _work.Run($"COPY (SELECT 1 AS id, 'a' AS body, 5.0::double AS stars) TO '{_work.Folder["t.parquet"]}' (FORMAT parquet)");
        Copy("t.parquet", "FORMAT AS PARQUET");
        Write("t.json", "{\"id\": 2, \"body\": \"b\"}\n{\"stars\": 3, \"id\": 3}\n");
        Copy("t.json", "JSON 'auto'");
        Assert.Equal(["1|a|5.0", "2|b|NULL", "3|NULL|3.0"], Rows());
    }

    [Fact]
    public void A_missing_file_is_named_and_looked_for_beside_the_script()
    {
        _work.Refused(ErrorConditions.FileNotReadable, "COPY t FROM 'absent.csv' FORMAT AS CSV", "There is no file 'absent.csv'.",
            $"It was looked for as {Path.GetFullPath("absent.csv")} and {_work.Folder["absent.csv"]}.");
        Write("absent.csv", "1,a,5\n");
        Assert.Equal(1, Copy("absent.csv", "FORMAT CSV"));
    }

    [Fact]
    public void A_file_that_does_not_fit_loads_nothing()
    {
        Write("t.csv", "1,a,5\nx,b,4\n");
        _work.Refused(ErrorConditions.DatabaseError, "COPY t FROM 't.csv' FORMAT AS CSV");
        _work.Refused(ErrorConditions.DatabaseError, "COPY nobodys FROM 't.csv' FORMAT AS CSV");
        Assert.Empty(Rows());
    }

    [Fact]
    public void Paths_are_text_whatever_they_hold()
    {
        Write("it's.csv", "1,a,5\n");
        Copy("it''s.csv", "FORMAT CSV");
        Assert.Single(Rows());
    }

    long Copy(string file, string options) => _work.Run($"COPY t FROM '{file}' {options}").RowsChanged;

    void Write(string name, string text) => File.WriteAllText(_work.Folder[name], text, new UTF8Encoding(false));

    List<string> Rows() => [.. _work.Run("SELECT * FROM t ORDER BY id").Rows.Select(row => string.Join('|', row.Select(value => value ?? "NULL")))];
}
