<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>BoardWay</name>
    <message numerus="yes">
        <source>%n still to be ranked.</source>
        <comment>answers</comment>
        <translation>
            <numerusform>%n still to be ranked.</numerusform>
            <numerusform>%n still to be ranked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckpointDetails</name>
    <message numerus="yes">
        <source>%n demonstration(s)</source>
        <translation>
            <numerusform>%n demonstration</numerusform>
            <numerusform>%n demonstrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n comparison(s)</source>
        <translation>
            <numerusform>%n comparison</numerusform>
            <numerusform>%n comparisons</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>FilePanel</name>
    <message numerus="yes">
        <source>%n row(s) so far</source>
        <translation>
            <numerusform>%n row so far</numerusform>
            <numerusform>%n rows so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) written</source>
        <translation>
            <numerusform>%n row written</numerusform>
            <numerusform>%n rows written</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new prompt(s)</source>
        <translation>
            <numerusform>%n new prompt</numerusform>
            <numerusform>%n new prompts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n demonstration(s)</source>
        <translation>
            <numerusform>%n demonstration</numerusform>
            <numerusform>%n demonstrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n comparison(s)</source>
        <translation>
            <numerusform>%n comparison</numerusform>
            <numerusform>%n comparisons</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them repeated</source>
        <translation>
            <numerusform>%n of them repeated</numerusform>
            <numerusform>%n of them repeated</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n earlier version(s)</source>
        <translation>
            <numerusform>%n earlier version</numerusform>
            <numerusform>%n earlier versions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n known order(s) (gold)</source>
        <translation>
            <numerusform>%n known order (gold)</numerusform>
            <numerusform>%n known orders (gold)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n skipped item(s)</source>
        <translation>
            <numerusform>%n skipped item</numerusform>
            <numerusform>%n skipped items</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) that were there already</source>
        <translation>
            <numerusform>%n row that was there already</numerusform>
            <numerusform>%n rows that were there already</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) could not be used</source>
        <translation>
            <numerusform>%n row could not be used</numerusform>
            <numerusform>%n rows could not be used</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>… and %n more</source>
        <translation>
            <numerusform>… and %n more</numerusform>
            <numerusform>… and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HomeScreen</name>
    <message numerus="yes">
        <source>%n prompt(s)</source>
        <translation>
            <numerusform>%n prompt</numerusform>
            <numerusform>%n prompts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n prompt(s) without an answer</source>
        <translation>
            <numerusform>%n prompt without an answer</numerusform>
            <numerusform>%n prompts without an answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n set(s) of answers to rank</source>
        <translation>
            <numerusform>%n set of answers to rank</numerusform>
            <numerusform>%n sets of answers to rank</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new demonstration(s)</source>
        <translation>
            <numerusform>%n new demonstration</numerusform>
            <numerusform>%n new demonstrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new comparison(s)</source>
        <translation>
            <numerusform>%n new comparison</numerusform>
            <numerusform>%n new comparisons</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HubOffer</name>
    <message numerus="yes">
        <source>%n GGUF file(s), of which one is fetched</source>
        <translation>
            <numerusform>%n GGUF file, of which one is fetched</numerusform>
            <numerusform>%n GGUF files, of which one is fetched</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{size} in %n file(s)</source>
        <translation>
            <numerusform>{size} in %n file</numerusform>
            <numerusform>{size} in %n files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportPage</name>
    <message numerus="yes">
        <source>%n more file(s) after this one</source>
        <translation>
            <numerusform>%n more file after this one</numerusform>
            <numerusform>%n more files after this one</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ModelsScreen</name>
    <message numerus="yes">
        <source>%n answer(s) that it gave no longer say whose they are.</source>
        <translation>
            <numerusform>%n answer that it gave no longer says whose it is.</numerusform>
            <numerusform>%n answers that it gave no longer say whose they are.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) that ended early cannot go on.</source>
        <translation>
            <numerusform>%n run that ended early cannot go on.</numerusform>
            <numerusform>%n runs that ended early cannot go on.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PreviewTable</name>
    <message numerus="yes">
        <source>%n to rank</source>
        <translation>
            <numerusform>%n to rank</numerusform>
            <numerusform>%n to rank</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SamplingMenu</name>
    <message numerus="yes">
        <source>%n sets</source>
        <comment>kept ready</comment>
        <translation>
            <numerusform>%n set</numerusform>
            <numerusform>%n sets</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <source>%n more waiting</source>
        <translation>
            <numerusform>%n more waiting</numerusform>
            <numerusform>%n more waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ThumbsWay</name>
    <message numerus="yes">
        <source>%n still to be marked.</source>
        <comment>answers</comment>
        <translation>
            <numerusform>%n still to be marked.</numerusform>
            <numerusform>%n still to be marked.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>WaitingCount</name>
    <message numerus="yes">
        <source>%n waiting</source>
        <comment>sets of answers to rank</comment>
        <translation>
            <numerusform>%n waiting</numerusform>
            <numerusform>%n waiting</numerusform>
        </translation>
    </message>
</context>
</TS>
