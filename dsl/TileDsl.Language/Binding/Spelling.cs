namespace TileDsl.Binding;

/// <summary>The nearest word to a misspelt one.</summary>
internal static class Spelling
{
    private const int LongestWord = 64;
    private const int MostCandidates = 2000;

    /// <summary>
    /// The candidate with the fewest edits (insert, delete, replace, swap neighbours; another case counts as half an edit, and that of a whole word too),
    /// if they are no more than a third of the word; the first of several.
    /// </summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length is 0 or > LongestWord) return null;
        string? best = null;
        var bestDistance = 2 * Math.Max(1, (word.Length + 1) / 3) + 1;
        foreach (var candidate in candidates.Take(MostCandidates))
        {
            if (candidate.Length > LongestWord || 2 * Math.Abs(candidate.Length - word.Length) >= bestDistance) continue;
            var distance = string.Equals(word, candidate, StringComparison.OrdinalIgnoreCase) ? 1 : TwiceDistance(word, candidate);
            if (distance >= bestDistance || distance >= 2 * Math.Max(word.Length, candidate.Length)) continue;
            best = candidate;
            bestDistance = distance;
        }
        return best;
    }

    private static int TwiceDistance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = 2 * i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = 2 * j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 2, rows[i - 1, j - 1] + Replace(a[i - 1], b[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost = Math.Min(cost, rows[i - 2, j - 2] + 2);
                rows[i, j] = cost;
            }
        }
        return rows[a.Length, b.Length];
    }

    private static int Replace(char a, char b) => a == b ? 0 : char.ToLowerInvariant(a) == char.ToLowerInvariant(b) ? 1 : 2;
}
