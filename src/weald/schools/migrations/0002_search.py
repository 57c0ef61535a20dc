"""Search that forgives: the database keeps each organisation's words, and every word's trigrams."""

from django.db import migrations

# One spelling for what people write in several ways. The same in queries.search, by calling it.
WORDS = """
CREATE FUNCTION schools_words(said text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT CASE word
        WHEN 'saint' THEN 'st' WHEN 'saints' THEN 'st' WHEN '&' THEN 'and' WHEN 'ce' THEN 'cofe'
        WHEN 'rc' THEN 'catholic' ELSE word END), '{}')
    FROM regexp_split_to_table(
        regexp_replace(
            regexp_replace(
                translate(lower(said), 'àáâäãåçèéêëìíîïñòóôöõøùúûüýÿ’‘''`.',
                                       'aaaaaaceeeeiiiinoooooouuuuyy'),
                '\\mc ?of ?e\\M|\\mchurch of england\\M', 'cofe', 'g'),
            '[^a-z0-9&]+', ' ', 'g'),
        ' +') AS word
    WHERE word <> ''
$$;
CREATE FUNCTION schools_trigrams(word text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT substr('  ' || word || ' ', n, 3))
    FROM generate_series(1, length(word) + 1) AS n
$$;
"""
KEEPING = """
CREATE FUNCTION schools_keep_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO schools_searchentry AS entry (organisation_id, words)
    SELECT id, schools_words(name || ' ' || town) FROM written
    ON CONFLICT (organisation_id) DO UPDATE SET words = excluded.words WHERE entry.words <> excluded.words;
    INSERT INTO schools_word (word, trigrams)
    SELECT word, schools_trigrams(word) FROM (
        SELECT DISTINCT word FROM written, unnest(schools_words(name || ' ' || town)) AS word
    ) AS words
    WHERE NOT EXISTS (SELECT FROM schools_word known WHERE known.word = words.word)
    ORDER BY word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
CREATE TRIGGER schools_search_added AFTER INSERT ON schools_organisation
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION schools_keep_search();
CREATE TRIGGER schools_search_changed AFTER UPDATE ON schools_organisation
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION schools_keep_search();
"""
UNDO = """
DROP TRIGGER schools_search_changed ON schools_organisation;
DROP TRIGGER schools_search_added ON schools_organisation;
DROP FUNCTION schools_keep_search();
DROP FUNCTION schools_trigrams(text);
DROP FUNCTION schools_words(text);
"""


class Migration(migrations.Migration):
    dependencies = [("schools", "0001_initial")]

    operations = [migrations.RunSQL(WORDS + KEEPING, UNDO)]
