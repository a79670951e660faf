using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace SqlInference.SqlClr.Tests.Scripts;

/// <summary>T-SQL on the page about SQL Server.</summary>
public sealed class PageTests
{
    public static IEnumerable<object[]> Blocks => Regex.Matches(File.ReadAllText(ScriptFiles.Page), "^```tsql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)
        .Cast<Match>().Select(match => new object[] { match.Groups[1].Value });

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Every_block_is_T_SQL(string block) => Assert.NotEmpty(ScriptFiles.Parse(block).Batches);
}
