"""Prompts of chat templates as transformers lays them out and encodes them, for tests/inference/prompt.

Knows: templates in the formats of published models, and odd problems.
Does not know: how the program renders a template.
"""
import json
import sys
from pathlib import Path

from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast
from transformers.utils.chat_template_utils import _compile_jinja_template

smol="{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
gemma='''{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- set prefix = messages[0]['content'] + '\n\n' -%}
    {%- set turns = messages[1:] -%}
{%- else -%}
    {%- set prefix = '' -%}
    {%- set turns = messages -%}
{%- endif -%}
{%- for message in turns -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception('Turns must alternate.') }}
    {%- endif -%}
    {%- set role = 'model' if message['role'] == 'assistant' else message['role'] -%}
    {{ '<start_of_turn>' + role + '\n' + (prefix if loop.first else '') }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- else -%}
        {%- for item in message['content'] -%}{{ item['text'] | trim }}{%- endfor -%}
    {%- endif -%}
    {{ '<end_of_turn>\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\n' }}{%- endif -%}
'''
gemma2='''{{ bos_token }}{% if messages[0]['role'] == 'system' %}{{ raise_exception('There is no role for a system.') }}{% endif %}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Turns must alternate.') }}{% endif %}{% if (message['role'] == 'assistant') %}{% set role = 'model' %}{% else %}{% set role = message['role'] %}{% endif %}{{ '<start_of_turn>' + role + '\n' + message['content'] | trim + '<end_of_turn>\n' }}{% endfor %}{% if add_generation_prompt %}{{'<start_of_turn>model\n'}}{% endif %}'''
llama3='''{{- bos_token }}
{%- if not date_string is defined %}
    {%- if strftime_now is defined %}{%- set date_string = strftime_now("%d %b %Y") %}{%- else %}{%- set date_string = "26 Jul 2024" %}{%- endif %}
{%- endif %}
{%- if messages[0]['role'] == 'system' %}
    {%- set system_message = messages[0]['content']|trim %}
    {%- set messages = messages[1:] %}
{%- else %}
    {%- set system_message = "" %}
{%- endif %}
{{- "<|start_header_id|>system<|end_header_id|>\n\n" }}
{{- "Cutting Knowledge Date: December 2023\n" }}
{{- "Today Date: " + date_string + "\n\n" }}
{{- system_message }}
{{- "<|eot_id|>" }}
{%- for message in messages %}
    {%- if not (message.role == 'ipython' or message.role == 'tool' or 'tool_calls' in message) %}
        {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|start_header_id|>assistant<|end_header_id|>\n\n' }}
{%- endif %}
'''
qwen25='''{%- if messages[0]['role'] == 'system' %}
    {{- '<|im_start|>system\n' + messages[0]['content'] + '<|im_end|>\n' }}
{%- else %}
    {{- '<|im_start|>system\nPlease reason step by step, and put your final answer within \\boxed{}.<|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) or (message.role == "assistant" and not message.tool_calls) %}
        {{- '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>' + '\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
'''
qwen3='''{%- if messages[0].role == 'system' %}
    {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
{%- endif %}
{%- set ns = namespace(multi_step_tool=true, last_query_index=messages|length - 1) %}
{%- for message in messages[::-1] %}
    {%- set index = (messages|length - 1) - loop.index0 %}
    {%- if ns.multi_step_tool and message.role == "user" and not(message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
        {%- set ns.multi_step_tool = false %}
        {%- set ns.last_query_index = index %}
    {%- endif %}
{%- endfor %}
{%- for message in messages %}
    {%- if message.content is string %}{%- set content = message.content %}{%- else %}{%- set content = '' %}{%- endif %}
    {%- if (message.role == "user") or (message.role == "system" and not loop.first) %}
        {{- '<|im_start|>' + message.role + '\n' + content + '<|im_end|>' + '\n' }}
    {%- elif message.role == "assistant" %}
        {%- set reasoning_content = '' %}
        {%- if '</think>' in content %}
            {%- set reasoning_content = content.split('</think>')[0].rstrip('\n').split('<think>')[-1].lstrip('\n') %}
            {%- set content = content.split('</think>')[-1].lstrip('\n') %}
        {%- endif %}
        {%- if loop.index0 > ns.last_query_index %}
            {{- '<|im_start|>' + message.role + '\n<think>\n' + reasoning_content.strip('\n') + '\n</think>\n\n' + content.lstrip('\n') }}
        {%- else %}
            {{- '<|im_start|>' + message.role + '\n' + content }}
        {%- endif %}
        {{- '<|im_end|>\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
    {%- if enable_thinking is defined and enable_thinking is false %}
        {{- '<think>\n\n</think>\n\n' }}
    {%- endif %}
{%- endif %}
'''
phi3="{% for message in messages %}{% if message['role'] == 'system' %}{{'<|system|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'user' %}{{'<|user|>\n' + message['content'] + '<|end|>\n'}}{% elif message['role'] == 'assistant' %}{{'<|assistant|>\n' + message['content'] + '<|end|>\n'}}{% endif %}{% endfor %}{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% else %}{{ eos_token }}{% endif %}"
mistral="{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('Turns must alternate.') }}{% endif %}{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token}}{% else %}{{ raise_exception('Only users and assistants speak.') }}{% endif %}{% endfor %}"
zephyr="{% for message in messages %}\n{% if message['role'] == 'user' %}\n{{ '<|user|>\n' + message['content'] + eos_token }}\n{% elif message['role'] == 'system' %}\n{{ '<|system|>\n' + message['content'] + eos_token }}\n{% elif message['role'] == 'assistant' %}\n{{ '<|assistant|>\n'  + message['content'] + eos_token }}\n{% endif %}\n{% if loop.last and add_generation_prompt %}\n{{ '<|assistant|>' }}\n{% endif %}\n{% endfor %}"
TEMPLATES = dict(smollm2=smol,gemma3=gemma,gemma2=gemma2,llama3=llama3,qwen25=qwen25,qwen3=qwen3,phi3=phi3,mistral=mistral,zephyr=zephyr)
ODD = ['What is 2 + 2?','  spaces around  ','\n\nline breaks\n\n','x','1','½ of ² is ①?','What\tis\ta tab?','a\n\n\n\nb','Ünïcödé straße','汉字 は 日本語 한국어','العربية ١٢٣','हिन्दी में','🙂🙃 👩‍👩‍👧','{{ question }} and {% raw %}','$x^2 + y^2 = z^2$, find $z$.','\\boxed{7} is no answer','<b>bold</b> & <i>','"quoted" \'single\'','C:\\path\\file','e = mc²','1,234,567.89 * -3','a'*200,'question?'*30,' leading no-break','Zoë’s “smart” quotes — dashes…','0x1F600 😀','line one\r\nline two','NULL \u0001 control','end with colon:','$12 and $13']

SYSTEM = 'You solve problems.'
EXAMPLE = {'question': 'What is 1 + 1?', 'solution': '1 + 1 = 2\nThe answer is 2.'}
INSTRUCTION = 'Solve it.\n\n{question}'
NAMES = {'smollm2': ('<|im_start|>', '<|im_end|>'), 'gemma3': ('<bos>', '<eos>')}


def turns(question, system, example):
    user = lambda text: {'role': 'user', 'content': INSTRUCTION.replace('{question}', text.strip()).strip()}
    worked = [user(example['question']), {'role': 'assistant', 'content': example['solution']}] if example else []
    first = [{'role': 'system', 'content': system}] if system else []
    return first + worked + [user(question)]


def ids(name, questions, tests):
    model = json.loads((tests / f'model/tokenizers/{name}.json').read_text())['tokenizer']
    beginning, end = NAMES[name]
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(json.dumps(model)), bos_token=beginning, eos_token=end
    )
    asked = [
        turns(question, SYSTEM if place % 3 == 1 else '', EXAMPLE if place % 5 == 2 else None)
        for place, question in enumerate(questions)
    ]
    return [
        tokenizer.apply_chat_template(
            one, chat_template=TEMPLATES[name], add_generation_prompt=True, tokenize=True, return_dict=False
        )
        for one in asked
    ]


def text(template, system, example):
    asked = turns('How many?', system, example)
    given = dict(bos_token='<s>', eos_token='</s>', date_string='26 Jul 2024', enable_thinking=False)
    render = lambda turns: _compile_jinja_template(template).render(
        messages=turns, add_generation_prompt=True, **given
    )
    try:
        return render(asked)
    except Exception:
        # Refused: what the system says then stands before the first turn of the user.
        return render([{'role': 'user', 'content': f"{system}\n\n{asked[1]['content']}"}, *asked[2:]])


if __name__ == '__main__':
    problems, tests = Path(sys.argv[1]), Path(sys.argv[2])
    usual = [json.loads(line)['question'] for line in problems.read_text().splitlines()[:20]]
    questions = usual + ODD
    orders = ((None, None), (SYSTEM, None), (SYSTEM, EXAMPLE))
    cases = dict(
        system=SYSTEM,
        example=EXAMPLE,
        instruction=INSTRUCTION,
        templates=TEMPLATES,
        texts={name: [text(one, *order) for order in orders] for name, one in TEMPLATES.items()},
        questions=questions,
        ids={name: ids(name, questions, tests) for name in NAMES},
    )
    written = json.dumps(cases, ensure_ascii=False, separators=(',', ':'))
    (tests / 'prompt/chats.json').write_text(written)
